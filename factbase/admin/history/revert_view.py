"""Reverting: what one revision did to one field, to one record, or all of it."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst

from factbase.admin.editing.forms import is_number
from factbase.history.changes import Change
from factbase.history.describe import named
from factbase.history.history_tables import TRACKED
from factbase.history.revert import Selection, plan_revert
from factbase.history.revision import describe_revision
from factbase.history.row_access import columns, record_of

from .confirmation import Confirmation, Effect, Why, changes_of, confirm


def confirm_revert(page: admin.ModelAdmin, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Ask whether what a revision did to a fact shall be undone; to one row or one field of it, when asked for."""
    only = _selection(request, Selection(page.model, pk))
    what = named(only.model, only.pk)
    if only.column:
        field: Any = next(field for field in only.model._meta.local_concrete_fields if field.attname == only.column)
        what = f"“{capfirst(str(field.verbose_name))}” of {what}"
    history = reverse(f"admin:factbase_{page.opts.model_name}_history", args=[pk])
    question = Confirmation(
        title=f"Undo what revision {number} did to {what}",
        button="Revert",
        act=_reverting(number, only),
        newer=changes_of((page.model, pk)),
        back=history,
        then=lambda _: history,
        notes=["It becomes a revision of its own, which can be reverted too."],
        opts=page.opts,
    )
    return confirm(request, page.admin_site, question)


def confirm_revert_of_all(page: admin.ModelAdmin, request: HttpRequest, number: int) -> HttpResponse:
    """Ask whether all that a revision did shall be undone, and undo it."""
    touched = Change.objects.filter(revision=number, kind=OuterRef("kind"), record_id=OuterRef("record_id"))
    question = Confirmation(
        title=f"Undo all that revision {number} did",
        button="Revert this whole revision",
        act=_reverting(number, None),
        newer=lambda seen: Change.objects.filter(Exists(touched), revision__gt=seen),
        back=reverse("admin:factbase_revision_change", args=[number]),
        then=lambda made: reverse("admin:factbase_revision_change", args=[made]),
        notes=["It becomes a revision of its own, which can be reverted too."],
        opts=page.opts,
    )
    return confirm(request, page.admin_site, question)


def _reverting(number: int, only: Selection | None) -> Any:
    def act(why: Why) -> Effect:
        plan = plan_revert(number, only)
        describe_revision(kind=plan.kind, **why)
        plan.carry_out(why["reason"])
        return Effect(plan.said)

    return act


def _selection(request: HttpRequest, whole: Selection) -> Selection:
    """The row and the column that the address names: `row=citation.7&column=line`.

    Raises Http404, also when the row belongs to another record or, as a slug or a withdrawal, to none.
    """
    row, column = request.GET.get("row", ""), request.GET.get("column", "")
    model, pk = whole.model, whole.pk
    if row:
        kind, _, number = row.partition(".")
        found = next((model for model in TRACKED if model._meta.model_name == kind), None)
        if found is None or not is_number(number) or record_of(found, int(number)) != record_of(model, pk):
            raise Http404("This record has no such row.")
        model, pk = found, int(number)
    if column and column not in columns(model):
        raise Http404("There is no such field.")
    return Selection(model, pk, column)
