"""The admin of topics."""

from django.contrib import admin

from factbase.models import Topic

from .base import FactAdmin


@admin.register(Topic)
class TopicAdmin(FactAdmin):
    fieldsets = (
        (None, {"fields": ("process", "name", "slug", "proposition", "description")}),
        ("Classification", {"fields": ("broader", "pax_code")}),
    )
    prepopulated_fields = {"slug": ("name",)}
    list_display = ("name", "proposition", "broader", "slug")
    list_filter = ("process",)
    search_fields = ("name", "slug", "proposition")
