"""The admin of actors, with their names and affiliations."""

from django.contrib import admin

from factbase.models import Actor

from .actor_name import ActorNameInline
from .affiliation import AffiliationInline
from .base import FactAdmin
from .citation import CitationInline


@admin.register(Actor)
class ActorAdmin(FactAdmin):
    fieldsets = (
        (None, {"fields": ("name", "slug", "kind", "anonymous", "description")}),
        ("External identifiers", {"fields": ("country", "wikidata")}),
    )
    prepopulated_fields = {"slug": ("name",)}
    inlines = (ActorNameInline, AffiliationInline, CitationInline)
    list_display = ("name", "kind", "country", "description", "slug")
    list_filter = ("kind", "anonymous")
    search_fields = ("name", "slug", "names__name", "wikidata")
    search_help_text = "Search by any name or spelling, slug or Wikidata id."
