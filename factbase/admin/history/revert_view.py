"""The pages that revert a revision: as a whole, for one record, or for one row or field of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst

from factbase.admin.editing.forms import is_number
from factbase.history.changes import Change
from factbase.history.describe import Effect, label_by_id
from factbase.history.history_tables import TRACKED
from factbase.history.revert import Selection, plan_revert
from factbase.history.revision import set_revision_info
from factbase.history.row_access import columns, record_of

from .confirmation import Confirmation, Reason, changes_of, confirm

NOTES = ["The revert is a new revision, which can be reverted too."]


def confirm_revert(page: admin.ModelAdmin, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show the effect of reverting a revision for a record, or for a row or field of it; once confirmed, revert."""
    selection = _parse_selection(request, Selection(page.model, pk))
    subject = label_by_id(selection.model, selection.pk)
    if selection.column:
        fields: Any = selection.model._meta.local_concrete_fields
        field = next(field for field in fields if field.attname == selection.column)
        subject = f"“{capfirst(str(field.verbose_name))}” of {subject}"
    history = reverse(f"admin:factbase_{page.opts.model_name}_history", args=[pk])
    confirmation = Confirmation(
        title=f"Revert revision {number} for {subject}",
        button="Revert",
        act=_revert_action(number, selection),
        changes_since=changes_of((page.model, pk)),
        cancel_url=history,
        success_url=lambda _: history,
        notes=NOTES,
    )
    return confirm(page, request, confirmation)


def confirm_revision_revert(page: admin.ModelAdmin, request: HttpRequest, number: int) -> HttpResponse:
    """Show the effect of reverting a whole revision; once confirmed, revert it."""
    touched = Change.objects.filter(revision=number, kind=OuterRef("kind"), record_id=OuterRef("record_id"))
    confirmation = Confirmation(
        title=f"Revert the whole revision {number}",
        button="Revert this whole revision",
        act=_revert_action(number, None),
        changes_since=lambda revision: Change.objects.filter(Exists(touched), revision__gt=revision),
        cancel_url=reverse("admin:factbase_revision_change", args=[number]),
        success_url=lambda revision: reverse("admin:factbase_revision_change", args=[revision]),
        notes=NOTES,
    )
    return confirm(page, request, confirmation)


def _revert_action(number: int, selection: Selection | None) -> Callable[[Reason], Effect]:
    def act(reason: Reason) -> Effect:
        plan = plan_revert(number, selection)
        set_revision_info(kind=plan.kind, **reason)
        plan.apply(reason["reason"])
        return Effect(plan.summary)

    return act


def _parse_selection(request: HttpRequest, whole: Selection) -> Selection:
    """Return the row and the column that the query string names: `row=citation.7&column=line`.

    Raise Http404 if there is no such row or column, or if the row does not belong to the record. Slugs and withdrawals
    belong to no record.
    """
    row, column = request.GET.get("row", ""), request.GET.get("column", "")
    model, pk = whole.model, whole.pk
    if row:
        kind, _, number = row.partition(".")
        row_model = next((tracked for tracked in TRACKED if tracked._meta.model_name == kind), None)
        if row_model is None or not is_number(number) or record_of(row_model, int(number)) != record_of(model, pk):
            raise Http404("This record has no such row.")
        model, pk = row_model, int(number)
    if column and column not in columns(model):
        raise Http404("There is no such field.")
    return Selection(model, pk, column)
