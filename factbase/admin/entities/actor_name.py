"""The admin of actors' names and spellings."""

from django.contrib import admin

from factbase.models import ActorName

from .parts import PartAdmin, PartInline


class ActorNameInline(PartInline):
    model = ActorName
    verbose_name = "name"
    fields = ("name", "kind", "language", "script")


@admin.register(ActorName)
class ActorNameAdmin(PartAdmin):
    fieldsets = ((None, {"fields": ("actor", "name", "kind", "language", "script")}),)
    list_display = ("name", "actor", "kind", "language", "script")
    list_filter = ("kind", "language", "script")
    search_fields = ("name", "actor__name", "actor__slug")
