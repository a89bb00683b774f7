"""The list of proposed changes, and the page of one that cannot be edited any more."""

from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from factbase.admin.editing.edit_session import (
    NO_PROPOSAL,
    EditSession,
    editing_obstacle,
    get_proposal,
    readable_by,
    replay_form,
)
from factbase.admin.editing.form_diff import DiffLine
from factbase.admin.read_only_admin import ReadOnlyAdmin
from factbase.history.revision import lock_for_writing
from factbase.models import ProposedChange
from factbase.vocabulary import ReviewState

from .workflow import ReviewAdmin, proposal_context, redirect_to_proposals


@admin.register(ProposedChange)
class ProposedChangeAdmin(ReadOnlyAdmin):
    list_display = ("title", "subject", "state", "author", "reviewer", "changed")
    list_filter = ("state", "kind", ("author", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("author", "reviewer")
    search_fields = ("title", "review_note", "author__username")
    search_help_text = "Search by words of the title or the note, or by author."

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Allow everyone who has proposed something, besides those with the permission."""
        own = ProposedChange.objects.filter(author=request.user.pk)
        return super().has_view_permission(request, obj) or own.exists()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).filter(readable_by(request.user))

    @admin.display(description="subject")
    def subject(self, proposal: ProposedChange) -> str:
        return f"{'Change of' if proposal.object_id else 'New'} {_kind_label(proposal.kind)}"

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **options: Any) -> HttpResponse:
        """Redirect to the form of the record with the proposal in it, or show a proposal that cannot be edited."""
        user: Any = request.user
        proposal = get_proposal(unquote(object_id), user)
        if proposal is None:
            self.message_user(request, NO_PROPOSAL, messages.WARNING)
            return redirect_to_proposals()
        EditSession.start(request, proposal.kind, proposal.object_id).proposal = proposal
        page = _model_admin(proposal.kind)
        record = page.model._base_manager.filter(pk=proposal.object_id).first() if page else None
        gone = page is None or (proposal.object_id is not None and record is None)
        if request.method == "POST":
            return self._discard(request, proposal)
        is_editable = not editing_obstacle(proposal, user)
        if page and not gone and is_editable:
            name = f"admin:factbase_{proposal.kind}_{'change' if proposal.object_id else 'add'}"
            form = reverse(name, args=[proposal.object_id] if proposal.object_id else [])
            return HttpResponseRedirect(f"{form}?proposed={proposal.pk}")
        # a published proposal is not compared with the record: its revision shows what it changed
        compared = record is not None and proposal.state != ReviewState.PUBLISHED
        context = {
            **self.admin_site.each_context(request),
            **proposal_context(proposal),
            "opts": self.opts,
            "title": str(proposal),
            "subject": self.subject(proposal),
            "compared": compared,
            "gone": gone,
            "may_discard": is_editable,
            "lines": self._lines(request, proposal, page, record if compared else None),
        }
        return TemplateResponse(request, "admin/factbase/proposed_change.html", context)

    def _discard(self, request: HttpRequest, proposal: ProposedChange) -> HttpResponse:
        """Discard a proposal whose record is gone."""
        with transaction.atomic():
            lock_for_writing()
            proposal.refresh_from_db()
            obstacle = editing_obstacle(proposal, request.user)
            if not obstacle:
                EditSession.of(request).record_decision(ReviewState.DISCARDED)
        level = messages.WARNING if obstacle else messages.SUCCESS
        self.message_user(request, obstacle or f"“{proposal}” was discarded.", level)
        return redirect_to_proposals()

    def _lines(
        self, request: HttpRequest, proposal: ProposedChange, page: ReviewAdmin | None, record: Any
    ) -> list[DiffLine]:
        if page is None:
            return [DiffLine(name, None, ", ".join(values)) for name, values in proposal.form.items()]
        replay_form(request, proposal.form)
        return page.describe_form(request, record)


def _model_admin(kind: str) -> ReviewAdmin | None:
    """Return the admin of a kind of fact; None if the kind does not exist, or no longer."""
    try:
        page = admin.site._registry.get(apps.get_model("factbase", kind))
    except LookupError:
        return None
    return page if isinstance(page, ReviewAdmin) else None


def _kind_label(kind: str) -> str:
    page = _model_admin(kind)
    return str(page.opts.verbose_name) if page else f"“{kind}” (unknown kind of fact)"
