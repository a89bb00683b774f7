"""The admin of identifications, which say if two meetings or two proposals are one."""

from django.contrib import admin

from factbase.models import Identification

from .base import FactAdmin
from .citation import CitationInline


@admin.register(Identification)
class IdentificationAdmin(FactAdmin):
    fieldsets = (
        (None, {"fields": ("verdict", "note", "slug")}),
        ("Two meetings", {"fields": ("meeting", "other_meeting")}),
        ("Or two proposals", {"fields": ("proposal", "other_proposal")}),
    )
    inlines = (CitationInline,)
    list_display = ("slug", "verdict", "meeting", "other_meeting", "proposal", "other_proposal")
    list_filter = ("verdict",)
    search_fields = ("slug", "note", "meeting__title", "other_meeting__title", "proposal__name", "other_proposal__name")
