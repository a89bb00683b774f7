"""Facts that belong to another: names, participants, voices. They have citations of their own.

Django has no inlines within inlines, so each has a page of its own, with its citations; the page of the fact that it
belongs to lists it, leads there, and removes it.
"""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from .base import FactAdmin, RowsInline


class PartInline(RowsInline):
    """What belongs to a fact, listed on its page. It can be removed there; adding and changing has its own page."""

    template = "admin/factbase/parts.html"
    max_num = 0
    show_change_link = True
    list_select_related: tuple[str, ...] = ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        queryset = super().get_queryset(request)
        return queryset.select_related(*self.list_select_related) if self.list_select_related else queryset


class PartAdmin(FactAdmin):
    """The page of a fact that belongs to another. It cannot move, and saving leads back to where it belongs."""

    belongs_to: str
    """The foreign key to the other fact."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        readonly = super().get_readonly_fields(request, obj)
        return [*readonly, self.belongs_to] if obj else readonly

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return self._back(obj)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return self._back(obj)

    def _back(self, obj: Any) -> HttpResponseRedirect:
        whole = getattr(obj, self.belongs_to)
        page = f"admin:{whole._meta.app_label}_{whole._meta.model_name}_change"
        return HttpResponseRedirect(reverse(page, args=[whole.pk]))
