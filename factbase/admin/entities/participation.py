"""The admin of participations in meetings."""

from django.contrib import admin

from factbase.models import Participation

from .parts import PartAdmin, PartInline


class ParticipationInline(PartInline):
    model = Participation
    fields = ("actor", "role", "side", "described_as")


@admin.register(Participation)
class ParticipationAdmin(PartAdmin):
    fieldsets = ((None, {"fields": ("meeting", "actor", "role", "side", "described_as")}),)
    list_display = ("actor", "meeting", "role", "side", "described_as")
    list_filter = ("role",)
    search_fields = ("actor__name", "actor__slug", "meeting__title", "meeting__slug", "described_as")
