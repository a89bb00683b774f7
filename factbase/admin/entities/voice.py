"""The admin of voices: actors and sources that assert, dispute or relay a claim."""

from django.contrib import admin

from factbase.models import Voice

from .parts import PartAdmin, PartInline


class VoiceInline(PartInline):
    model = Voice
    fields = ("role", "actor", "source", "speaker", "stated")


@admin.register(Voice)
class VoiceAdmin(PartAdmin):
    fieldsets = (
        (None, {"fields": ("claim", "role")}),
        ("Voice", {"fields": ("actor", "source", "speaker", "meeting")}),
        ("Date", {"fields": ("stated", ("stated_earliest", "stated_latest"), "date_basis", "date_note")}),
    )
    list_display = ("claim", "role", "actor", "source", "speaker", "stated")
    list_filter = ("role",)
    search_fields = ("claim__summary", "claim__slug", "actor__name", "source__title", "speaker__name")
    date_hierarchy = "stated_latest"
