"""Revisions, to read: who changed what and why."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from factbase.history.revision import Revision


@admin.register(Revision)
class RevisionAdmin(admin.ModelAdmin):
    fields = ("number", "time", "author", "kind", "reason")
    list_display = ("number", "time", "author", "kind", "reason")
    list_filter = ("kind", "author")
    search_fields = ("reason", "author")
    date_hierarchy = "time"
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False
