"""The base of facts that belong to another fact and have citations of their own: names, participants, voices.

Django cannot nest inlines, so each such fact has a page with its citations. The page of the fact that it belongs to
lists it, links to its page, and removes it.
"""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from factbase.models.registry import BY_MODEL

from .base import FactAdmin, FactInline, foreign_keys
from .citation import CitationInline


class PartInline(FactInline):
    """The parts of a fact, listed on its page, where they can be removed. They are added and changed on their own."""

    template = "admin/factbase/parts.html"
    max_num = 0
    show_change_link = True

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        queryset, related = super().get_queryset(request), foreign_keys(self.model, self.fields or ())
        return queryset.select_related(*related) if related else queryset


class PartAdmin(FactAdmin):
    """The page of a part. It cannot move to another fact, and saving returns to the page of its fact."""

    inlines = (CitationInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        readonly = super().get_readonly_fields(request, obj)
        return [*readonly, BY_MODEL[self.model].part_of] if obj else readonly

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        fact = getattr(obj, BY_MODEL[self.model].part_of)
        return HttpResponseRedirect(reverse(f"admin:factbase_{fact._meta.model_name}_change", args=[fact.pk]))

    response_post_save_add = response_post_save_change
