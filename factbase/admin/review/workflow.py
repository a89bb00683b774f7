"""The review of facts: what is not published at once is kept, sent to a reviewer, and published, returned or discarded.

Every button of a form but these three asks to save it; whether that publishes or sends it for review, rights decide:
`_draft` keeps it for later, `_return` gives a proposal back to its author with a note, `_discard` drops it.
"""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from factbase.admin.editing.edit_conflicts import newer, refuse_if_moved, rows_of, told
from factbase.admin.editing.edit_session import EditSession, desk, proposed, send_again
from factbase.admin.editing.form_diff import DiffLine, differing, written
from factbase.admin.editing.forms import is_number
from factbase.admin.editing.record_changes import PartChange
from factbase.history.describe import Refused, by_whom, title
from factbase.history.revision import current_revision
from factbase.history.row_access import versions
from factbase.models import ProposedChange
from factbase.vocabulary import ReasonCode, ReviewState, RevisionKind

PROPOSED = "admin:factbase_proposedchange"


class ReadyError(Exception):
    """The form would be saved, but it is not the user's to publish: a reviewer has to see it first."""


class Reviewed(admin.ModelAdmin):
    """The admin of what is reviewed before it is published."""

    @property
    def parts(self) -> list[PartChange]:
        """The rows that are edited on the record's page."""
        raise NotImplementedError

    def lay_out(self, request: HttpRequest, object_id: str | None) -> None:
        """Put the form, and the proposal that the request names, on the desk. Raises Refused when it cannot be taken.

        Then the form is on the desk by itself.
        """
        pk = int(object_id) if object_id and is_number(object_id) else None
        kind = str(self.opts.model_name)
        request.desk = EditSession(request.user, kind, pk)  # type: ignore[arg-type,attr-defined]
        request.desk = desk(request, kind, pk)  # type: ignore[attr-defined]

    def refuse_to_open(self, request: HttpRequest, refused: Refused) -> HttpResponse:
        """Say why a proposal cannot be gone on with: on its page if it can be read, or in the list."""
        self.message_user(request, " ".join(refused.said), messages.WARNING)
        try:
            proposal = proposed(request.GET["proposed"], request.user)
        except Refused:
            return _to_the_list()
        return HttpResponseRedirect(reverse(f"{PROPOSED}_change", args=[proposal.pk]))

    def as_kept(self, request: HttpRequest) -> None:
        """Let the request ask for the form as it was typed, in place of the record as it is: Django shows it as a form
        that was sent and is to be mended. It is not saved, since `get_form` is told."""
        send_again(request, _desk(request).proposal.form)  # type: ignore[union-attr]  # there is one
        request.only_shown = True  # type: ignore[attr-defined]

    def refuse_if_moved(self, request: HttpRequest, opened_at: int) -> None:
        """Raises StaleError when the proposal is not as it was when the user opened it."""
        proposal = _desk(request).proposal
        if proposal and request.POST.get("proposed_version") != version(proposal):
            yours = self.in_words(request)
            sent = request.POST
            send_again(request, proposal.form)
            theirs = self.in_words(request)
            request.POST = sent
            refuse_if_moved(proposal.author.get_username(), theirs, yours, opened_at)

    def in_words(self, request: HttpRequest, record: Any = None) -> list[DiffLine]:
        """All that is typed in the form that was sent; of a record, what of it would change it."""
        form = self.get_form(request, record, change=record is not None)(request.POST, instance=record)
        formsets, _ = self._create_formsets(  # type: ignore[attr-defined]
            request, form.instance, change=record is not None
        )
        return differing(form, formsets) if record else written(form, formsets)

    def put_aside(self, request: HttpRequest, object_id: str | None) -> HttpResponse | None:
        """Do what the form asks for when it is not to save it. Raises Refused."""
        asked = request.POST.keys() & {"_draft", "_return", "_discard"}
        if not asked:
            return None
        record = self.get_object(request, unquote(object_id)) if object_id else None
        may = self.has_change_permission(request, record) if object_id else self.has_add_permission(request)
        if not may:
            raise PermissionDenied
        if asked == {"_draft"}:
            if object_id and record is None:
                return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            return self._keep_draft(request, record)
        if asked == {"_return"}:
            return self._return(request)
        if asked == {"_discard"}:
            return self._discard(request)
        raise Refused("Choose one of the buttons.")

    def _keep_draft(self, request: HttpRequest, record: Any) -> HttpResponse:
        on = _desk(request)
        if on.reviews:
            raise Refused("A proposal is its author's draft: publish it, return it or discard it.")
        proposal = on.keep(request, self._title(request, record), ReviewState.DRAFT)
        self.message_user(
            request,
            "Kept as a draft, as you typed it. Only you see it; go on here whenever you like.",
            messages.SUCCESS,
        )
        return HttpResponseRedirect(f"{request.path}?proposed={proposal.pk}")

    def _return(self, request: HttpRequest) -> HttpResponse:
        on, note = _desk(request), request.POST.get("review_note", "").strip()
        if not on.reviews:
            raise Refused("Only what somebody else proposes can be returned.")
        if not note:
            raise Refused("Say in the note to the author what is to be done: without it, nothing is returned.")
        proposal = on.settle(ReviewState.RETURNED, note=note)
        self.message_user(request, f"“{proposal}” is with {proposal.author} again, with your note.", messages.SUCCESS)
        return _to_the_list()

    def _discard(self, request: HttpRequest) -> HttpResponse:
        on = _desk(request)
        if on.proposal is None:
            raise Refused("There is no proposal to discard.")
        proposal = on.settle(ReviewState.DISCARDED, note=request.POST.get("review_note", "").strip())
        said = f"“{proposal}” is discarded. What it said can still be read here."
        self.message_user(request, said, messages.SUCCESS)
        return _to_the_list()

    def send(self, request: HttpRequest, object_id: str | None) -> HttpResponse:
        """Send a form that could be saved for review."""
        record = self.get_object(request, unquote(object_id)) if object_id else None
        proposal = _desk(request).keep(request, self._title(request, record), ReviewState.SUBMITTED)
        said = f"“{proposal}” is sent for review. It is published, or comes back to you with a note, once it is read."
        self.message_user(request, said, messages.SUCCESS)
        return _to_the_list()

    def _title(self, request: HttpRequest, record: Any) -> str:
        """What a proposal is called: as its record, or by the first thing that is typed of a new one."""
        typed = (request.POST.get(name, "").strip() for name in ("name", "title", "summary", "note", "role", "slug"))
        words = str(record) if record else next(filter(None, typed), "")
        return words or f"a new {self.opts.verbose_name}"

    def published(self, request: HttpRequest) -> None:
        """Enter the revision that the proposal on the desk became, in its very transaction."""
        if _desk(request).proposal:
            _desk(request).settle(ReviewState.PUBLISHED, revision=current_revision())

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Django's answer for a record that is not there. If it was there once, what was typed about it is kept."""
        pk = unquote(object_id)
        last = versions(self.model, id=int(pk))[-1:] if is_number(pk) else []
        if not last:
            view: Any = super()
            return view._get_obj_does_not_exist_redirect(request, opts, object_id)
        said = f"“{title(self.model, int(pk))}” is no longer in the base, since {by_whom(last[0]['rev_to'])}."
        on, kept = getattr(request, "desk", None), None
        if on and getattr(request, "only_shown", False):
            kept = on.proposal
        elif on and request.method == "POST":
            kept = on.proposal if on.reviews else on.keep(request, title(self.model, int(pk)), ReviewState.DRAFT)
            said += " What you typed is kept here, for you to read."
        self.message_user(request, said, messages.WARNING)
        if kept:
            return HttpResponseRedirect(reverse(f"{PROPOSED}_change", args=[kept.pk]))
        return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"))

    def response_add(self, request: HttpRequest, obj: Any, *args: Any, **options: Any) -> HttpResponse:
        return self._after_review(request, obj) or super().response_add(request, obj, *args, **options)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._after_review(request, obj) or super().response_change(request, obj)

    def _after_review(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        proposal = _desk(request).proposal
        if proposal is None:
            return None
        page = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])
        said = format_html("<a href='{}'>{}</a> is published, as revision {}.", page, obj, proposal.revision)
        self.message_user(request, said, messages.SUCCESS)
        return _to_the_list()

    def context_of_review(self, request: HttpRequest, record: Any, form: Any, formsets: list) -> dict[str, Any]:
        """What the page of a form shows of its proposal, and of others that wait for the same record."""
        on = _desk(request)
        context: dict[str, Any] = {"desk": on, "review_note": request.POST.get("review_note", "")}
        if on.proposal is None:
            if record:
                mine = ProposedChange.objects.open().of(on.kind, on.object_id).select_related("author")
                context["waiting"] = [p for p in mine if p.author_id == request.user.pk or p.state == "submitted"]
            return context
        opened_at = (on.proposal.form.get("opened_at") or ["0"])[0]
        since = newer(record, self.parts, int(opened_at) if is_number(opened_at) else 0) if record else []
        rows = rows_of(form, formsets)
        return {
            **context,
            "proposal": on.proposal,
            "proposed_version": version(on.proposal),
            "lines": differing(form, formsets) if record else written(form, formsets),
            "newer": [told(change, rows) for change in since],
            "proposed_kind": kind_of_change(on.proposal),
            "proposed_reason": (on.proposal.form.get("change_reason") or [""])[0],
        }


def _desk(request: HttpRequest) -> EditSession:
    found: EditSession = request.desk  # type: ignore[attr-defined]  # laid out when the request came in
    return found


def _to_the_list() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(f"{PROPOSED}_changelist"))


def version(proposal: ProposedChange) -> str:
    """Names the state in which a proposal is."""
    return proposal.changed.isoformat()


def kind_of_change(proposal: ProposedChange) -> str:
    """The kind of change in words: what was wrong, or that there is more to know."""
    chosen = (proposal.form.get("change_kind") or [RevisionKind.ADDITION.value])[0]
    return f"Correction: {ReasonCode(chosen).label}" if chosen in ReasonCode.values else RevisionKind.ADDITION.label
