"""The review workflow on the form of a fact: drafts, proposals for review, and the reviewer's decision.

Three buttons have names of their own: `_draft` saves a draft, `_return` returns a proposal to its author with a note,
`_discard` discards it. All other buttons save the form: this publishes it or sends it for review, depending on the
user's permissions.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from factbase.admin.editing.edit_conflicts import changes_since, describe_change, proposal_conflict, submitted_instances
from factbase.admin.editing.edit_session import EditSession, get_proposal, replay_form
from factbase.admin.editing.form_diff import DiffLine, list_changes, list_values
from factbase.admin.editing.forms import is_number
from factbase.admin.editing.record_changes import parts_of_page
from factbase.history.describe import summarize_revision, title
from factbase.history.revision import current_revision
from factbase.history.row_access import versions
from factbase.models import ProposedChange
from factbase.vocabulary import ReasonCode, ReviewState, RevisionKind

PROPOSED_CHANGE = "admin:factbase_proposedchange"


class ReviewAdmin(admin.ModelAdmin):
    """The admin of records that are reviewed before they are published."""

    def refuse_to_open(self, request: HttpRequest) -> HttpResponse:
        """Show the reason why a proposal cannot be edited, on its page if the user may read it, else in the list."""
        self.message_user(request, " ".join(EditSession.of(request).errors), messages.WARNING)
        proposal = get_proposal(request.GET["proposed"], request.user)
        if proposal is None:
            return redirect_to_proposals()
        return HttpResponseRedirect(reverse(f"{PROPOSED_CHANGE}_change", args=[proposal.pk]))

    def submit(
        self, request: HttpRequest, object_id: str | None, save: Callable[[], HttpResponse]
    ) -> HttpResponse | None:
        """Save the form, or perform the action of a review button. None if it was refused: see the session's errors."""
        edit_session = EditSession.of(request)
        edit_session.open_proposal(request.POST.get("proposed", ""))
        if edit_session.proposal and request.POST.get("proposed_version") != proposal_version(edit_session.proposal):
            edit_session.errors = self._compare_with_proposal(request, edit_session.proposal)
        if edit_session.errors:
            return None
        if buttons := request.POST.keys() & {"_draft", "_return", "_discard"}:
            return self._handle_review_button(request, object_id, buttons)
        response = save()
        if not edit_session.saved or edit_session.publishes:
            return response
        record = self.get_object(request, unquote(object_id)) if object_id else None
        proposal = edit_session.save_proposal(request, self._title(request, record), ReviewState.SUBMITTED)
        message = f"“{proposal}” was sent for review. A reviewer will publish it or return it to you with a note."
        self.message_user(request, message, messages.SUCCESS)
        return redirect_to_proposals()

    def _compare_with_proposal(self, request: HttpRequest, proposal: ProposedChange) -> list[str]:
        """Return the errors for a proposal that changed after the form was opened."""
        own, data = self.describe_form(request), request.POST
        replay_form(request, proposal.form)
        stored = self.describe_form(request)
        request.POST = data
        return proposal_conflict(proposal.author.get_username(), stored, own)

    def describe_form(self, request: HttpRequest, record: Any = None) -> list[DiffLine]:
        """Return the values of the submitted form; with a record, the changes that the form would make to it."""
        form = self.get_form(request, record, change=record is not None)(request.POST, instance=record)
        create_formsets = self._create_formsets  # type: ignore[attr-defined]  # Django's stubs lack it
        formsets, _ = create_formsets(request, form.instance, change=record is not None)
        return list_changes(form, formsets) if record else list_values(form, formsets)

    def _handle_review_button(
        self, request: HttpRequest, object_id: str | None, buttons: set[str]
    ) -> HttpResponse | None:
        edit_session, note = EditSession.of(request), request.POST.get("review_note", "").strip()
        record = self.get_object(request, unquote(object_id)) if object_id else None
        if not (self.has_change_permission(request, record) if object_id else self.has_add_permission(request)):
            raise PermissionDenied
        if buttons == {"_draft"} and object_id and record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if obstacle := _button_obstacle(edit_session, buttons, note):
            edit_session.errors = [obstacle]
            return None
        if buttons == {"_draft"}:
            proposal = edit_session.save_proposal(request, self._title(request, record), ReviewState.DRAFT)
            message = "Saved as a draft, as you typed it. Only you can see it, and you can continue it at any time."
            self.message_user(request, message, messages.SUCCESS)
            return HttpResponseRedirect(f"{request.path}?proposed={proposal.pk}")
        returned = buttons == {"_return"}
        proposal = edit_session.record_decision(ReviewState.RETURNED if returned else ReviewState.DISCARDED, note=note)
        done = f"returned to {proposal.author} with your note" if returned else "discarded. It can still be read here"
        self.message_user(request, f"“{proposal}” was {done}.", messages.SUCCESS)
        return redirect_to_proposals()

    def _title(self, request: HttpRequest, record: Any) -> str:
        """Return the title of a proposal: its record's, or the first text entered for a new record."""
        texts = (request.POST.get(name, "").strip() for name in ("name", "title", "summary", "note", "role", "slug"))
        text = str(record) if record else next(filter(None, texts), "")
        return text or f"a new {self.opts.verbose_name}"

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Redirect from a record that does not exist. If it was removed, save what the user submitted as a proposal."""
        pk = unquote(object_id)
        last = versions(self.model, id=int(pk))[-1:] if is_number(pk) else []
        if not last:
            view: Any = super()
            return view._get_obj_does_not_exist_redirect(request, opts, object_id)
        name = title(self.model, int(pk))
        message = f"“{name}” was removed in {summarize_revision(last[0]['rev_to'])}."
        edit_session = EditSession.of(request)
        proposal = edit_session.proposal
        if request.method == "POST" and not edit_session.display_only:
            if not edit_session.reviews:
                proposal = edit_session.save_proposal(request, name, ReviewState.DRAFT)
            message += " What you typed is kept here for reference."
        self.message_user(request, message, messages.WARNING)
        if proposal:
            return HttpResponseRedirect(reverse(f"{PROPOSED_CHANGE}_change", args=[proposal.pk]))
        return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"))

    def response_add(self, request: HttpRequest, obj: Any, *args: Any, **options: Any) -> HttpResponse:
        return self._response_after_save(request, obj) or super().response_add(request, obj, *args, **options)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._response_after_save(request, obj) or super().response_change(request, obj)

    def _response_after_save(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        """Return the response after `save_related`; None leaves it to Django. Roll back what is not published."""
        edit_session = EditSession.of(request)
        if not (edit_session.saved and edit_session.publishes):
            transaction.set_rollback(True)  # of Django's transaction, with the entry in its log
            if not (edit_session.saved or edit_session.errors):
                self.message_user(request, "Nothing was changed, so no revision was made.", messages.WARNING)
            return HttpResponseRedirect(request.get_full_path())
        if edit_session.proposal is None:
            return None
        proposal = edit_session.record_decision(ReviewState.PUBLISHED, revision=current_revision())
        page = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])
        message = format_html("<a href='{}'>{}</a> was published in revision {}.", page, obj, proposal.revision)
        self.message_user(request, message, messages.SUCCESS)
        return redirect_to_proposals()

    def review_context(self, request: HttpRequest, record: Any, form: Any, formsets: list) -> dict[str, Any]:
        """Return the template context for the session's proposal and for other open proposals of the record."""
        edit_session = EditSession.of(request)
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


def _button_obstacle(edit_session: EditSession, buttons: set[str], note: str) -> str:
    """Return the reason to refuse the action of a review button; empty if there is none."""
    if len(buttons) > 1:
        return "Choose one of the buttons."
    if buttons == {"_draft"} and edit_session.reviews:
        return "Only its author can save this proposal as a draft: publish, return or discard it."
    if buttons == {"_return"} and not edit_session.reviews:
        return "You can return only proposals by other users."
    if buttons == {"_return"} and not note:
        return "Write a note that tells the author what to change. Without it, nothing is returned."
    if buttons == {"_discard"} and edit_session.proposal is None:
        return "There is no proposal to discard."
    return ""


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
