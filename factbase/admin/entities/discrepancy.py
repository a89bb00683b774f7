"""The admin of discrepancies, with the reading of each source."""

from django.contrib import admin

from factbase.models import Discrepancy

from .base import FactAdmin
from .citation import ReadingInline


@admin.register(Discrepancy)
class DiscrepancyAdmin(FactAdmin):
    fieldsets = (
        (None, {"fields": ("process", "kind", "title", "slug", "note")}),
        ("Reading followed", {"fields": ("followed", "reason")}),
    )
    inlines = (ReadingInline,)
    list_display = ("title", "kind", "followed", "slug")
    list_filter = ("kind", "process")
    search_fields = ("title", "slug", "note", "followed")
