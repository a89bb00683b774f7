"""The admin of voices: actors and sources that assert, dispute or relay a claim."""

from django.contrib import admin

from factbase.models import Voice

from .citation import CitationInline
from .parts import PartAdmin, PartInline


class VoiceInline(PartInline):
    model = Voice
    fields = ("role", "actor", "source", "speaker", "stated")
    list_select_related = ("actor", "source", "speaker")


@admin.register(Voice)
class VoiceAdmin(PartAdmin):
    belongs_to = "claim"
    fieldsets = (
        (None, {"fields": ("claim", "role")}),
        ("Voice", {"fields": ("actor", "source", "speaker", "meeting")}),
        ("Date", {"fields": ("stated", ("stated_earliest", "stated_latest"), "date_basis", "date_note")}),
    )
    readonly_fields = ("stated_earliest", "stated_latest")
    inlines = (CitationInline,)
    autocomplete_fields = ("claim", "actor", "source", "speaker", "meeting")
    list_display = ("claim", "role", "actor", "source", "speaker", "stated")
    list_filter = ("role",)
    list_select_related = ("claim", "actor", "source", "speaker")
    search_fields = ("claim__summary", "claim__slug", "actor__name", "source__title", "speaker__name")
    date_hierarchy = "stated_latest"
