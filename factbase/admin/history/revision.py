"""Revisions, to read: who changed what and why, record by record; and to revert as a whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst

from factbase.admin.editing.forms import is_number
from factbase.admin.permissions import may_publish
from factbase.history.changes import Change, Difference, Span, differences
from factbase.history.revision import Revision
from factbase.vocabulary import Verb

from .revert_view import confirm_revert_of_all

PER_PAGE = 50
"""How many records a page of a revision shows."""


@dataclass(frozen=True)
class RevisionLine:
    """What became of one field of a record."""

    what: str
    was: str
    became: str


@dataclass(frozen=True)
class TouchedRecord:
    """What a revision did to one record."""

    title: str
    verb: str
    history: str
    revert: str
    lines: list[RevisionLine]


@admin.register(Revision)
class RevisionAdmin(admin.ModelAdmin):
    fields = ("number", "time", "author", "reviewer", "kind", "reason_code", "reason")
    list_display = ("number", "time", "author", "reviewer", "kind", "reason_code", "reason")
    list_filter = ("kind", "reason_code", "author")
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

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.revert_view)
        return [path("<int:number>/revert/", view, name="factbase_revision_revert"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Every record that the revision touched, with what became of it."""
        found = Revision.objects.filter(number=object_id).first() if is_number(object_id) else None
        if found is None or not self.has_view_permission(request, found):
            return super().change_view(request, object_id, form_url, extra_context)
        touched = Change.objects.filter(revision=found.number).order_by("kind", "record_id")
        page = Paginator(touched, PER_PAGE).get_page(request.GET.get("page"))
        made = differences([Span.of(change) for change in page.object_list], "default")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Revision {found.number}",
            "revision": found,
            "page": page,
            "touched": [_touched(difference, found.number) for _, difference in made],
            "may_revert": may_publish(request.user) and page.paginator.count,
        }
        return TemplateResponse(request, "admin/factbase/revision.html", context)

    def revert_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """Ask whether the whole revision shall be undone, and undo it."""
        return confirm_revert_of_all(self, request, number)


def _touched(difference: Difference, number: int) -> TouchedRecord:
    kind, pk = difference.record.kind, difference.record_id
    name = difference.record.model._meta.verbose_name
    lines = [] if difference.verb in (Verb.ADDED, Verb.WITHDRAWN) else list(_lines(difference.fields))
    into = f" “{difference.merged_into}”" if difference.merged_into else ""
    return TouchedRecord(
        title=capfirst(f"{name} “{difference.slug}”"),
        verb=f"{difference.verb.label}{into}",
        history=reverse(f"admin:factbase_{kind}_history", args=[pk]),
        revert=reverse(f"admin:factbase_{kind}_revert", args=[pk, number]),
        lines=[] if difference.verb == Verb.MERGED else lines,
    )


def _lines(fields: dict[str, tuple[Any, Any]]) -> Iterator[RevisionLine]:
    for name, (before, after) in fields.items():
        if isinstance(before, list) and isinstance(after, list):
            was, became = [row for row in before if row not in after], [row for row in after if row not in before]
        else:
            was, became = [before], [after]
        yield RevisionLine(capfirst(name.replace("_", " ")), _in_words(was), _in_words(became))


def _in_words(values: list[Any]) -> str:
    """What a record says, as text: one part a line."""
    return "\n".join(_one(value) for value in values if value is not None)


def _one(value: Any) -> str:
    if isinstance(value, dict):
        said = ((name, content) for name, content in value.items() if content not in (None, [], False))
        return "; ".join(f"{name.replace('_', ' ')}: {_one(content)}" for name, content in said)
    if isinstance(value, list):
        return ", ".join(f"({_one(item)})" if isinstance(item, dict) else str(item) for item in value)
    return str(value)
