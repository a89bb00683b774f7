"""The admin of proposals, with their provisions."""

from django.contrib import admin

from factbase.models import Proposal

from .base import FactAdmin
from .citation import CitationInline
from .provision import ProvisionInline


@admin.register(Proposal)
class ProposalAdmin(FactAdmin):
    fieldsets = (
        (None, {"fields": ("process", "name", "slug", "status", "description")}),
        ("Version", {"fields": ("revises", "proposers", "number_of_points")}),
        ("Date", {"fields": ("stated", ("stated_earliest", "stated_latest"), "date_basis", "date_note")}),
    )
    prepopulated_fields = {"slug": ("name",)}
    inlines = (ProvisionInline, CitationInline)
    list_display = ("name", "status", "stated", "revises", "number_of_points", "slug")
    list_filter = ("status", "process")
    search_fields = ("name", "slug", "description")
    date_hierarchy = "stated_latest"
