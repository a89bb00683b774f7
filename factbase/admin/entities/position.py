"""The admin of positions."""

from django.contrib import admin

from factbase.models import Position

from .base import FactAdmin
from .citation import CitationInline


@admin.register(Position)
class PositionAdmin(FactAdmin):
    is_utterance = True
    fieldsets = (
        ("Position", {"fields": ("holder", "topic", "stance", ("condition_effect", "condition"), "summary", "slug")}),
        ("Attribution", {"fields": ("speech_act", "attribution", "speaker", "attributed_by")}),
        ("Date", {"fields": ("stated", ("stated_earliest", "stated_latest"), "date_basis", "date_note")}),
        ("Context", {"fields": ("meeting", "about_meeting", "proposal", "statement")}),
    )
    inlines = (CitationInline,)
    list_display = ("holder", "topic", "stance", "stated", "speaker", "attribution", "slug")
    list_display_links = ("holder", "slug")
    list_filter = (
        "stance",
        "attribution",
        "speech_act",
        ("topic", admin.RelatedOnlyFieldListFilter),
        ("holder", admin.RelatedOnlyFieldListFilter),
    )
    search_fields = ("slug", "summary", "condition", "holder__name", "speaker__name", "topic__name")
    search_help_text = "Search by words of the summary or the condition, holder, speaker, topic or slug."
    date_hierarchy = "stated_latest"
