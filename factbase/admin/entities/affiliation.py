"""The admin of affiliations: roles of actors in states and bodies."""

from django.contrib import admin

from factbase.models import Affiliation

from .citation import CitationInline
from .parts import PartAdmin, PartInline


class AffiliationInline(PartInline):
    model = Affiliation
    fk_name = "member"
    fields = ("role", "organisation", "official", "starts", "ends")
    list_select_related = ("organisation",)


@admin.register(Affiliation)
class AffiliationAdmin(PartAdmin):
    belongs_to = "member"
    fieldsets = (
        (None, {"fields": ("member", "role", "organisation", "official", ("starts", "ends"))}),
        ("Date of the report", {"fields": ("stated", ("stated_earliest", "stated_latest"), "date_basis", "date_note")}),
    )
    readonly_fields = ("stated_earliest", "stated_latest")
    inlines = (CitationInline,)
    autocomplete_fields = ("member", "organisation")
    list_display = ("member", "role", "organisation", "official", "starts", "ends")
    list_filter = ("official",)
    list_select_related = ("member", "organisation")
    search_fields = ("role", "member__name", "member__slug", "organisation__name", "organisation__slug")
