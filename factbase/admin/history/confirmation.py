"""What is asked twice: a page that says what will happen, asks why, and does it once it is confirmed.

What it says is not guessed: the thing is done and undone again, so that whatever would refuse it refuses it here.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite, helpers
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from factbase.admin.editing.change_reason_form import ChangeReasonForm
from factbase.admin.editing.database_errors import refusal_in_words
from factbase.admin.editing.edit_conflicts import seen
from factbase.admin.permissions import may_publish
from factbase.history.changes import Change
from factbase.history.describe import Refused
from factbase.history.revision import RevisionCounter, current_revision, wait_for_writers
from factbase.history.row_access import record_of
from factbase.vocabulary import ReasonCode

Why = dict[str, Any]
"""The keys author, reason_code and reason, as `describe_revision` takes them; the kind is the act's to say."""


@dataclass
class Effect:
    """What was done, or would be."""

    done: list[str]
    lost: list[str] = field(default_factory=list)
    """What the base said before and does not say afterwards."""


@dataclass(frozen=True)
class Confirmation:
    """Something to be confirmed."""

    title: str
    button: str
    act: Callable[[Why], Effect]
    """Does it, in the open transaction, which it describes. Raises Refused and DatabaseError."""
    newer: Callable[[int], models.QuerySet]
    """What was changed, after a revision, in the records that it is about."""
    back: str
    """Where those go who change their mind."""
    then: Callable[[int], str]
    """Where those go who confirmed it, by the revision that it became."""
    notes: Sequence[str] = ()
    """What else follows from it."""
    opts: Any = None


def changes_of(*rows: tuple[type[models.Model], int]) -> Callable[[int], models.QuerySet]:
    """The changes, after a revision, of the records to which these rows belong."""
    which = models.Q()
    for row in rows:
        record, record_id = record_of(*row)
        which |= models.Q(kind=record._meta.model_name, record_id=record_id)
    return lambda seen: Change.objects.filter(which, revision__gt=seen)


def require_publishing(request: HttpRequest) -> None:
    """Raises PermissionDenied for those who cannot publish: what they change, somebody has to look at."""
    if not may_publish(request.user):
        raise PermissionDenied


def confirm(request: HttpRequest, site: AdminSite, question: Confirmation) -> HttpResponse:
    """Show what will happen, or, confirmed, do it. Raises PermissionDenied."""
    require_publishing(request)
    if request.method != "POST":
        return _page(request, site, question, ChangeReasonForm(), [])
    form = ChangeReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, site, question, form, ["Please mend what is marked below."])
    said: list[str] = []
    try:
        with transaction.atomic():
            wait_for_writers()
            if question.newer(seen(request.POST.get("opened_at", ""))).exists():
                said = [
                    "This was changed after you opened the page. Nothing is done yet: look again at what will happen."
                ]
            else:
                question.act(_why(request, form))
                _refuse_now()
                number = current_revision() or 0
    except Refused:
        pass  # the page finds out again, and says why
    except DatabaseError as error:
        refusal_in_words(error)
    else:
        if not said:
            page = reverse("admin:factbase_revision_change", args=[number])
            messages.success(request, format_html('Done, as <a href="{}">revision {}</a>.', page, number))
            return HttpResponseRedirect(question.then(number))
    return _page(request, site, question, form, said)


def rehearse(request: HttpRequest, question: Confirmation) -> tuple[Effect, list[str]]:
    """What would be done, and why it cannot be. Nothing of it lasts."""
    effect = Effect([])
    try:
        with transaction.atomic():
            why = {"author": _user(request), "reason_code": ReasonCode.OTHER, "reason": "Only to see what would happen"}
            effect = question.act(why)
            _refuse_now()
            transaction.set_rollback(True)
    except Refused as refused:
        return effect, refused.said
    except DatabaseError as error:
        return Effect([]), [refusal_in_words(error)]
    return effect, []


def _page(
    request: HttpRequest, site: AdminSite, question: Confirmation, form: ChangeReasonForm, said: Iterable[str]
) -> HttpResponse:
    # read before the rehearsal: a change in between is then told once too often, not missed
    opened_at = RevisionCounter.objects.get().number
    effect, refusals = rehearse(request, question)
    context = {
        **site.each_context(request),
        "title": question.title,
        "question": question,
        "opts": question.opts,
        "effect": effect,
        "refusals": refusals,
        "said": said,
        "form": form,
        "why": helpers.Fieldset(form, name="Why", fields=list(form.asked())),  # type: ignore[arg-type]  # any form will do
        "opened_at": opened_at,
        "media": form.media,
    }
    return TemplateResponse(request, "admin/factbase/confirm.html", context)


def _why(request: HttpRequest, form: ChangeReasonForm) -> Why:
    said = form.why()
    return {"author": _user(request), "reason_code": said["reason_code"], "reason": said["reason"]}


def _user(request: HttpRequest) -> str:
    return request.user.get_username()


def _refuse_now() -> None:
    """Let the database refuse what it would refuse at COMMIT."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
