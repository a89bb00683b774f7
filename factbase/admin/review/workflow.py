"""The review workflow on the form of a fact: drafts, proposals for review, and the reviewer's decision.

Three buttons have names of their own: `_draft` saves a draft, `_return` returns a proposal to its author with a note,
`_discard` discards it. All other buttons save the form: this publishes it or sends it for review, depending on the
user's permissions.
"""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from factbase.admin.editing.edit_conflicts import changes_since, describe_change, proposal_conflict, submitted_instances
from factbase.admin.editing.edit_session import EditSession, get_proposal, open_session, replay_form
from factbase.admin.editing.form_diff import DiffLine, list_changes, list_values
from factbase.admin.editing.forms import is_number
from factbase.admin.editing.record_changes import parts_of_page
from factbase.history.describe import EditError, summarize_revision, title
from factbase.history.revision import current_revision
from factbase.history.row_access import versions
from factbase.models import ProposedChange
from factbase.vocabulary import ReasonCode, ReviewState, RevisionKind

PROPOSED_CHANGE = "admin:factbase_proposedchange"


class NeedsReviewError(Exception):
    """The form is valid, but the user may not publish it without review."""


class ReviewAdmin(admin.ModelAdmin):
    """The admin of records that are reviewed before they are published."""

    def start_session(self, request: HttpRequest, object_id: str | None) -> None:
        """Set `request.edit_session`.

        Raise EditError if the user cannot open the proposal that the request names; the session is then without it.
        """
        pk = int(object_id) if object_id and is_number(object_id) else None
        kind = str(self.opts.model_name)
        request.edit_session = EditSession(request.user, kind, pk)  # type: ignore[arg-type,attr-defined]
        request.edit_session = open_session(request, kind, pk)  # type: ignore[attr-defined]

    def refuse_to_open(self, request: HttpRequest, refused: EditError) -> HttpResponse:
        """Show the reason why a proposal cannot be edited, on its page if the user may read it, else in the list."""
        self.message_user(request, " ".join(refused.messages), messages.WARNING)
        try:
            proposal = get_proposal(request.GET["proposed"], request.user)
        except EditError:
            return redirect_to_proposals()
        return HttpResponseRedirect(reverse(f"{PROPOSED_CHANGE}_change", args=[proposal.pk]))

    def show_proposal(self, request: HttpRequest) -> None:
        """Make Django show the proposal's form instead of the record, as an invalid submission that is not saved."""
        replay_form(request, _session(request).proposal.form)  # type: ignore[union-attr]  # the caller checks
        request.display_only = True  # type: ignore[attr-defined]

    def check_proposal_version(self, request: HttpRequest, opened_at: int) -> None:
        """Raise EditConflictError if the proposal was changed after the user opened it."""
        proposal = _session(request).proposal
        if proposal and request.POST.get("proposed_version") != proposal_version(proposal):
            own = self.describe_form(request)
            data = request.POST
            replay_form(request, proposal.form)
            stored = self.describe_form(request)
            request.POST = data
            raise proposal_conflict(proposal.author.get_username(), stored, own, opened_at)

    def describe_form(self, request: HttpRequest, record: Any = None) -> list[DiffLine]:
        """Return the values of the submitted form; with a record, the changes that the form would make to it."""
        form = self.get_form(request, record, change=record is not None)(request.POST, instance=record)
        create_formsets = self._create_formsets  # type: ignore[attr-defined]  # Django's stubs lack it
        formsets, _ = create_formsets(request, form.instance, change=record is not None)
        return list_changes(form, formsets) if record else list_values(form, formsets)

    def handle_review_button(self, request: HttpRequest, object_id: str | None) -> HttpResponse | None:
        """Perform the action of a review button; return None if the form is to be saved. Raise EditError."""
        buttons = request.POST.keys() & {"_draft", "_return", "_discard"}
        if not buttons:
            return None
        record = self.get_object(request, unquote(object_id)) if object_id else None
        if not (self.has_change_permission(request, record) if object_id else self.has_add_permission(request)):
            raise PermissionDenied
        if buttons == {"_draft"}:
            if object_id and record is None:
                return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            return self._save_draft(request, record)
        if buttons == {"_return"}:
            return self._return(request)
        if buttons == {"_discard"}:
            return self._discard(request)
        raise EditError("Choose one of the buttons.")

    def _save_draft(self, request: HttpRequest, record: Any) -> HttpResponse:
        edit_session = _session(request)
        if edit_session.reviews:
            raise EditError("Only its author can save this proposal as a draft: publish, return or discard it.")
        proposal = edit_session.save_proposal(request, self._title(request, record), ReviewState.DRAFT)
        message = "Saved as a draft, as you typed it. Only you can see it, and you can continue it at any time."
        self.message_user(request, message, messages.SUCCESS)
        return HttpResponseRedirect(f"{request.path}?proposed={proposal.pk}")

    def _return(self, request: HttpRequest) -> HttpResponse:
        edit_session, note = _session(request), request.POST.get("review_note", "").strip()
        if not edit_session.reviews:
            raise EditError("You can return only proposals by other users.")
        if not note:
            raise EditError("Write a note that tells the author what to change. Without it, nothing is returned.")
        proposal = edit_session.record_decision(ReviewState.RETURNED, note=note)
        self.message_user(request, f"“{proposal}” was returned to {proposal.author} with your note.", messages.SUCCESS)
        return redirect_to_proposals()

    def _discard(self, request: HttpRequest) -> HttpResponse:
        edit_session = _session(request)
        if edit_session.proposal is None:
            raise EditError("There is no proposal to discard.")
        note = request.POST.get("review_note", "").strip()
        proposal = edit_session.record_decision(ReviewState.DISCARDED, note=note)
        self.message_user(request, f"“{proposal}” was discarded. It can still be read here.", messages.SUCCESS)
        return redirect_to_proposals()

    def submit_for_review(self, request: HttpRequest, object_id: str | None) -> HttpResponse:
        """Save a valid form as a proposal that waits for review."""
        record = self.get_object(request, unquote(object_id)) if object_id else None
        proposal = _session(request).save_proposal(request, self._title(request, record), ReviewState.SUBMITTED)
        message = f"“{proposal}” was sent for review. A reviewer will publish it or return it to you with a note."
        self.message_user(request, message, messages.SUCCESS)
        return redirect_to_proposals()

    def _title(self, request: HttpRequest, record: Any) -> str:
        """Return the title of a proposal: its record's, or the first text entered for a new record."""
        texts = (request.POST.get(name, "").strip() for name in ("name", "title", "summary", "note", "role", "slug"))
        text = str(record) if record else next(filter(None, texts), "")
        return text or f"a new {self.opts.verbose_name}"

    def record_publication(self, request: HttpRequest) -> None:
        """Record on the session's proposal, if any, the revision that publishes it, in the same transaction."""
        if _session(request).proposal:
            _session(request).record_decision(ReviewState.PUBLISHED, revision=current_revision())

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Redirect from a record that does not exist. If it was removed, save what the user submitted as a proposal."""
        pk = unquote(object_id)
        last = versions(self.model, id=int(pk))[-1:] if is_number(pk) else []
        if not last:
            view: Any = super()
            return view._get_obj_does_not_exist_redirect(request, opts, object_id)
        name = title(self.model, int(pk))
        message = f"“{name}” was removed in {summarize_revision(last[0]['rev_to'])}."
        edit_session, proposal = getattr(request, "edit_session", None), None
        if edit_session and getattr(request, "display_only", False):
            proposal = edit_session.proposal
        elif edit_session and request.method == "POST":
            proposal = edit_session.proposal
            if not edit_session.reviews:
                proposal = edit_session.save_proposal(request, name, ReviewState.DRAFT)
            message += " What you typed is kept here for reference."
        self.message_user(request, message, messages.WARNING)
        if proposal:
            return HttpResponseRedirect(reverse(f"{PROPOSED_CHANGE}_change", args=[proposal.pk]))
        return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"))

    def response_add(self, request: HttpRequest, obj: Any, *args: Any, **options: Any) -> HttpResponse:
        return self._review_response(request, obj) or super().response_add(request, obj, *args, **options)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._review_response(request, obj) or super().response_change(request, obj)

    def _review_response(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        proposal = _session(request).proposal
        if proposal is None:
            return None
        page = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])
        message = format_html("<a href='{}'>{}</a> was published in revision {}.", page, obj, proposal.revision)
        self.message_user(request, message, messages.SUCCESS)
        return redirect_to_proposals()

    def review_context(self, request: HttpRequest, record: Any, form: Any, formsets: list) -> dict[str, Any]:
        """Return the template context for the session's proposal and for other open proposals of the record."""
        edit_session = _session(request)
        proposal = edit_session.proposal
        context: dict[str, Any] = {"edit_session": edit_session, "review_note": request.POST.get("review_note", "")}
        if proposal is None:
            if record:
                proposals = ProposedChange.objects.open().of(edit_session.kind, edit_session.object_id)
                context["open_proposals"] = [
                    other
                    for other in proposals.select_related("author")
                    if other.author_id == request.user.pk or other.state == ReviewState.SUBMITTED
                ]
            return context
        opened_at = (proposal.form.get("opened_at") or ["0"])[0]
        since = int(opened_at) if is_number(opened_at) else 0
        submitted = submitted_instances(form, formsets)
        return {
            **context,
            **proposal_context(proposal),
            "lines": list_changes(form, formsets) if record else list_values(form, formsets),
            "later_changes": [
                describe_change(change, submitted)
                for change in (changes_since(since, record, parts_of_page(self)) if record else [])
            ],
        }


def _session(request: HttpRequest) -> EditSession:
    edit_session: EditSession = request.edit_session  # type: ignore[attr-defined]  # set by start_session
    return edit_session


def redirect_to_proposals() -> HttpResponseRedirect:
    """Return a redirect to the list of proposed changes."""
    return HttpResponseRedirect(reverse(f"{PROPOSED_CHANGE}_changelist"))


def proposal_version(proposal: ProposedChange) -> str:
    """Return a token for the current state of a proposal."""
    return proposal.changed.isoformat()


def proposal_context(proposal: ProposedChange) -> dict[str, Any]:
    """Return the template context of a proposal: its version, the kind of change as text, and the public reason."""
    kind = (proposal.form.get("change_kind") or [RevisionKind.ADDITION.value])[0]
    is_correction = kind in ReasonCode.values
    return {
        "proposal": proposal,
        "proposed_version": proposal_version(proposal),
        "proposed_kind": f"Correction: {ReasonCode(kind).label}" if is_correction else RevisionKind.ADDITION.label,
        "proposed_reason": (proposal.form.get("change_reason") or [""])[0],
    }
