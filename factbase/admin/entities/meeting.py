"""Meetings, with who took part and how each described the outcome."""

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
        (
            "When",
            {
                "fields": (
                    ("starts", "ends"),
                    ("earliest", "latest"),
                    "date_basis",
                    "date_note",
                    ("duration_minutes", "duration_qualifier"),
                )
            },
        ),
        ("Where and how", {"fields": ("place", "format", "host")}),
        ("What about", {"fields": ("topics", "proposals", "follows")}),
        ("Who tells of it", {"fields": ("according_to",)}),
    )
    readonly_fields = ("earliest", "latest")
    prepopulated_fields = {"slug": ("title",)}
    inlines = (ParticipationInline, OutcomeInline, CitationInline)
    autocomplete_fields = ("process", "host", "topics", "proposals", "follows", "according_to")
    list_display = ("title", "kind", "status", "starts", "ends", "place", "slug")
    list_filter = ("status", "kind", "format", "process")
    search_fields = ("title", "slug", "place", "description")
    date_hierarchy = "earliest"
