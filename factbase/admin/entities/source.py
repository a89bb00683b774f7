"""The admin of sources."""

from django.contrib import admin

from factbase.models import Source

from .base import FactAdmin


@admin.register(Source)
class SourceAdmin(FactAdmin):
    fieldsets = (
        (None, {"fields": ("title", "slug", "author", "language", "place_line", "url", "rights", "reliability")}),
        ("Publisher", {"fields": (("publisher", "publisher_basis"), ("agency", "agency_basis"))}),
        ("Original publisher", {"fields": (("original_publisher", "original_publisher_basis"),)}),
        ("Published", {"fields": ("stated", ("stated_earliest", "stated_latest"), "date_basis", "date_note")}),
        ("Checked text", {"fields": ("file_name", "sha256")}),
    )
    prepopulated_fields = {"slug": ("title",)}
    list_display = ("title", "publisher", "agency", "stated", "reliability", "slug")
    list_filter = ("reliability", "language", ("publisher", admin.RelatedOnlyFieldListFilter))
    search_fields = ("title", "slug", "file_name", "author", "publisher__name")
    date_hierarchy = "stated_latest"
