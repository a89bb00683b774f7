"""The admin of outcomes: descriptions of a meeting's result."""

from django.contrib import admin

from factbase.models import Outcome

from .parts import PartAdmin, PartInline


class OutcomeInline(PartInline):
    model = Outcome
    fields = ("summary", "described_by", "source", "relayed_by")


@admin.register(Outcome)
class OutcomeAdmin(PartAdmin):
    fieldsets = (
        (None, {"fields": ("meeting", "summary")}),
        ("Described by", {"fields": ("described_by", "source", "relayed_by")}),
    )
    list_display = ("meeting", "described_by", "source", "relayed_by", "summary")
    search_fields = ("summary", "meeting__title", "meeting__slug", "described_by__name", "source__title")
