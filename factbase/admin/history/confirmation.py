"""The confirmation page: it shows the effect of an action, takes the reason, and performs the action when confirmed.

The effect comes from a dry run: the action is performed and rolled back, so every obstacle shows before the user
confirms.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin, helpers
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from factbase.admin.editing.change_reason_form import ChangeReasonForm
from factbase.admin.editing.database_errors import check_deferred_constraints, describe_database_error
from factbase.admin.editing.edit_conflicts import parse_opened_at
from factbase.admin.permissions import may_publish
from factbase.history.changes import Change
from factbase.history.describe import EditError, Effect
from factbase.history.revision import RevisionCounter, current_revision, lock_for_writing
from factbase.history.row_access import record_of
from factbase.vocabulary import ReasonCode

Reason = dict[str, Any]
"""The arguments author, reason_code and reason of `set_revision_info`; the action adds the kind."""


@dataclass(frozen=True)
class Confirmation:
    """An action to be confirmed."""

    title: str
    button: str
    act: Callable[[Reason], Effect]
    """Performs the action in the open transaction and describes its revision. Raises EditError and DatabaseError."""
    changes_since: Callable[[int], models.QuerySet]
    """Returns the changes after a revision of the records concerned."""
    cancel_url: str
    success_url: Callable[[int], str]
    """Returns the URL to go to after the action, from the number of its revision."""
    notes: Sequence[str] = ()
    """Further consequences to show."""


def changes_of(*rows: tuple[type[models.Model], int]) -> Callable[[int], models.QuerySet]:
    """Return a function that gives the changes, after a revision, of the records to which these rows belong."""
    records = models.Q()
    for row in rows:
        record, record_id = record_of(*row)
        records |= models.Q(kind=record._meta.model_name, record_id=record_id)
    return lambda revision: Change.objects.filter(records, revision__gt=revision)


def require_publish_permission(request: HttpRequest) -> None:
    """Raise PermissionDenied unless the user may publish."""
    if not may_publish(request.user):
        raise PermissionDenied


def confirm(page: ModelAdmin, request: HttpRequest, confirmation: Confirmation) -> HttpResponse:
    """Show the effect of an action or, if the request confirms it, perform it. Raise PermissionDenied."""
    require_publish_permission(request)
    if request.method != "POST":
        return _render(page, request, confirmation, ChangeReasonForm(), [])
    form = ChangeReasonForm(request.POST)
    if not form.is_valid():
        return _render(page, request, confirmation, form, ["Please correct the errors below."])
    errors = []
    try:
        with transaction.atomic():
            lock_for_writing()
            if confirmation.changes_since(parse_opened_at(request.POST.get("opened_at", ""))).exists():
                errors.append("This was changed after you opened the page. Nothing was done: check the effect again.")
            else:
                reason = {key: value for key, value in form.revision_arguments().items() if key != "kind"}
                confirmation.act({**reason, "author": request.user.get_username()})
                check_deferred_constraints()
                number = current_revision() or 0
    except EditError:
        pass  # the dry run below finds the same obstacle and shows it
    except DatabaseError as error:
        describe_database_error(error)  # raises faults
    else:
        if not errors:
            revision = reverse("admin:factbase_revision_change", args=[number])
            messages.success(request, format_html('Done in <a href="{}">revision {}</a>.', revision, number))
            return HttpResponseRedirect(confirmation.success_url(number))
    return _render(page, request, confirmation, form, errors)


def dry_run(request: HttpRequest, confirmation: Confirmation) -> tuple[Effect, list[str]]:
    """Return the effect that the action would have and the obstacles to it. Nothing is saved."""
    effect = Effect()
    author = request.user.get_username()
    try:
        with transaction.atomic():
            effect = confirmation.act({"author": author, "reason_code": ReasonCode.OTHER, "reason": "Dry run"})
            check_deferred_constraints()
            transaction.set_rollback(True)
    except EditError as refused:
        return effect, refused.messages
    except DatabaseError as error:
        return Effect(), [describe_database_error(error)]
    return effect, []


def _render(
    page: ModelAdmin, request: HttpRequest, confirmation: Confirmation, form: ChangeReasonForm, errors: Iterable[str]
) -> HttpResponse:
    # read before the dry run: a change in between is then reported once too often, rather than missed
    opened_at = RevisionCounter.objects.get().number
    effect, obstacles = dry_run(request, confirmation)
    context = {
        **page.admin_site.each_context(request),
        "title": confirmation.title,
        "confirmation": confirmation,
        "opts": page.opts,
        "effect": effect,
        "obstacles": obstacles,
        "errors": errors,
        "form": form,
        "reason": helpers.Fieldset(form, name="Reason", fields=form.reason_fields()),  # type: ignore[arg-type]  # any form will do
        "opened_at": opened_at,
        "media": form.media,
    }
    return TemplateResponse(request, "admin/factbase/confirm.html", context)
