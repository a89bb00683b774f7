"""The admin of claims, with their voices and figures."""

from django.contrib import admin

from factbase.models import Claim

from .base import FactAdmin
from .citation import CitationInline
from .figure import FigureInline
from .voice import VoiceInline


@admin.register(Claim)
class ClaimAdmin(FactAdmin):
    is_utterance = True
    fieldsets = (
        (None, {"fields": ("process", "kind", "summary", "topic", "slug")}),
        ("Date", {"fields": ("stated", ("stated_earliest", "stated_latest"), "date_basis", "date_note", "about")}),
    )
    inlines = (FigureInline, VoiceInline, CitationInline)
    list_display = ("slug", "kind", "summary", "topic", "stated")
    list_filter = ("kind", ("topic", admin.RelatedOnlyFieldListFilter), "process")
    search_fields = ("summary", "slug", "voices__actor__name")
    date_hierarchy = "stated_latest"
