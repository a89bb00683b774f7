"""The admin of affiliations: roles of actors in states and bodies."""

from django.contrib import admin

from factbase.models import Affiliation

from .parts import PartAdmin, PartInline


class AffiliationInline(PartInline):
    model = Affiliation
    fk_name = "member"
    fields = ("role", "organisation", "official", "starts", "ends")


@admin.register(Affiliation)
class AffiliationAdmin(PartAdmin):
    fieldsets = (
        (None, {"fields": ("member", "role", "organisation", "official", ("starts", "ends"))}),
        ("Date of the report", {"fields": ("stated", ("stated_earliest", "stated_latest"), "date_basis", "date_note")}),
    )
    list_display = ("member", "role", "organisation", "official", "starts", "ends")
    list_filter = ("official",)
    search_fields = ("role", "member__name", "member__slug", "organisation__name", "organisation__slug")
