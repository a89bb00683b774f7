"""The admin of provisions, the points of a proposal. They have public ids, so they cannot be removed."""

from django.contrib import admin

from factbase.models import Provision

from .parts import PartAdmin, PartInline


class ProvisionInline(PartInline):
    model = Provision
    fields = ("number", "part", "summary", "topic", "demanded_by")
    can_delete = False


@admin.register(Provision)
class ProvisionAdmin(PartAdmin):
    fieldsets = (
        (None, {"fields": ("proposal", ("number", "part"), "summary", "slug")}),
        ("Subject", {"fields": ("topic", "obliged", "demanded_by")}),
    )
    list_display = ("slug", "proposal", "number", "part", "summary", "topic")
    list_filter = (("proposal", admin.RelatedOnlyFieldListFilter), ("topic", admin.RelatedOnlyFieldListFilter))
    search_fields = ("summary", "slug", "proposal__name")
