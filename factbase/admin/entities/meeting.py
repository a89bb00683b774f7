"""The admin of meetings, with their participations and outcomes."""

from django.contrib import admin

from factbase.models import Meeting

from .base import FactAdmin
from .citation import CitationInline
from .outcome import OutcomeInline
from .participation import ParticipationInline


@admin.register(Meeting)
class MeetingAdmin(FactAdmin):
    fieldsets = (
        (None, {"fields": ("process", "title", "slug", "kind", "status", "description")}),
        ("Date", {"fields": (("starts", "ends"), ("earliest", "latest"), "date_basis", "date_note")}),
        ("Duration", {"fields": (("duration_minutes", "duration_qualifier"),)}),
        ("Place and format", {"fields": ("place", "format", "host")}),
        ("Subject", {"fields": ("topics", "proposals", "follows")}),
        ("Single account", {"fields": ("according_to",)}),
    )
    prepopulated_fields = {"slug": ("title",)}
    inlines = (ParticipationInline, OutcomeInline, CitationInline)
    list_display = ("title", "kind", "status", "starts", "ends", "place", "slug")
    list_filter = ("status", "kind", "format", "process")
    search_fields = ("title", "slug", "place", "description")
    date_hierarchy = "earliest"
