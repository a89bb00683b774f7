"""The admin of peace processes."""

from django.contrib import admin

from factbase.models import Process

from .base import FactAdmin


@admin.register(Process)
class ProcessAdmin(FactAdmin):
    fieldsets = ((None, {"fields": ("name", "slug", "description")}),)
    prepopulated_fields = {"slug": ("name",)}
    list_display = ("name", "slug")
    search_fields = ("name", "slug")
