"""Proposed changes: what waits for review, and what became of it. Each is read and edited on the form of its record."""

from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from factbase.admin.editing.edit_session import EditSession, proposed, refusal_to_open, send_again
from factbase.admin.editing.form_diff import DiffLine
from factbase.admin.permissions import may_publish
from factbase.history.describe import Refused
from factbase.history.revision import wait_for_writers
from factbase.models import ProposedChange
from factbase.vocabulary import ReviewState

from .workflow import PROPOSED, Reviewed, kind_of_change


@admin.register(ProposedChange)
class ProposedChangeAdmin(admin.ModelAdmin):
    list_display = ("title", "what", "state", "author", "reviewer", "changed")
    list_filter = ("state", "kind", ("author", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("author", "reviewer")
    search_fields = ("title", "review_note", "author__username")
    search_help_text = "Words of the title or of the note, or an author."
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Whoever proposed something may come back to it."""
        mine = ProposedChange.objects.filter(author=request.user.pk)
        return super().has_view_permission(request, obj) or mine.exists()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """What the user may see: a draft is its author's alone, and what others propose is for reviewers."""
        seen = models.Q(author=request.user.pk)
        if may_publish(request.user):
            seen |= ~models.Q(state=ReviewState.DRAFT)
        return super().get_queryset(request).filter(seen)

    @admin.display(description="what")
    def what(self, proposal: ProposedChange) -> str:
        return f"{'Change of' if proposal.object_id else 'New'} {_called(proposal.kind)}"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The form of its record, with the proposal on it; once that cannot be, the proposal to read."""
        user: Any = request.user
        try:
            proposal = proposed(unquote(object_id), user)
        except Refused as refused:
            self.message_user(request, " ".join(refused.said), messages.WARNING)
            return self._to_the_list()
        page = _page(proposal.kind)
        record = page.model._base_manager.filter(pk=proposal.object_id).first() if page else None
        gone = page is None or (proposal.object_id is not None and record is None)
        if request.method == "POST":
            return self._discard(request, proposal)
        if page and not gone and not refusal_to_open(proposal, user):
            name = f"admin:factbase_{proposal.kind}_{'change' if proposal.object_id else 'add'}"
            form = reverse(name, args=[proposal.object_id] if proposal.object_id else [])
            return HttpResponseRedirect(f"{form}?proposed={proposal.pk}")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(proposal),
            "proposal": proposal,
            "what": self.what(proposal),
            "proposed_kind": kind_of_change(proposal),
            "proposed_reason": (proposal.form.get("change_reason") or [""])[0],
            # what was published is in the base, and what it changed is told by its revision
            "compared": record is not None and proposal.state != ReviewState.PUBLISHED,
            "gone": gone,
            "may_discard": not refusal_to_open(proposal, user),
        }
        context["lines"] = self._lines(request, proposal, page, record if context["compared"] else None)
        return TemplateResponse(request, "admin/factbase/proposed_change.html", context)

    def _discard(self, request: HttpRequest, proposal: ProposedChange) -> HttpResponse:
        """Of a proposal whose record is gone: all that is left to do."""
        with transaction.atomic():
            wait_for_writers()
            proposal.refresh_from_db()
            user: Any = request.user
            said = refusal_to_open(proposal, user)
            if not said:
                EditSession(user, proposal.kind, proposal.object_id, proposal).settle(ReviewState.DISCARDED)
        self.message_user(
            request, said or f"“{proposal}” is discarded.", messages.WARNING if said else messages.SUCCESS
        )
        return self._to_the_list()

    def _lines(
        self, request: HttpRequest, proposal: ProposedChange, page: Reviewed | None, record: Any
    ) -> list[DiffLine]:
        if page is None:
            return [DiffLine(name, None, ", ".join(values)) for name, values in proposal.form.items()]
        send_again(request, proposal.form)
        return page.in_words(request, record)

    def _to_the_list(self) -> HttpResponse:
        return HttpResponseRedirect(reverse(f"{PROPOSED}_changelist"))


def _page(kind: str) -> Reviewed | None:
    """The admin of a kind of fact; none when there is no such kind (any more)."""
    try:
        page = admin.site._registry.get(apps.get_model("factbase", kind))
    except LookupError:
        return None
    return page if isinstance(page, Reviewed) else None


def _called(kind: str) -> str:
    page = _page(kind)
    return str(page.opts.verbose_name) if page else f"“{kind}”, which is no kind of fact"
