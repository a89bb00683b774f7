"""The edit session: the state of one edit, from the request for the form to the saved revision."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from django.contrib.auth.models import User
from django.db.models import Q
from django.http import HttpRequest, QueryDict

from factbase.admin.permissions import may_publish, may_publish_new
from factbase.models import ProposedChange
from factbase.models.proposed_change import OPEN
from factbase.vocabulary import ReviewState

from .forms import is_number

PAGE_FIELDS = ("csrfmiddlewaretoken", "proposed", "proposed_version", "review_note")
"""Submitted fields that belong to the page; all others belong to the fact."""

NO_PROPOSAL = "There is no such proposed change. The list of proposed changes shows all that you can open."


@dataclass
class EditSession:
    """A form in front of a user, with or without a proposed change: what it shows, and what became of it."""

    user: User
    kind: str
    object_id: int | None
    """The id of the record to change; None for a new one."""
    opened_at: int = 0
    """The latest revision that the form shows."""
    proposal: ProposedChange | None = None
    display_only: bool = False
    """True if the form shows the proposal as submitted and is not to be saved."""
    errors: list[str] = field(default_factory=list)
    """Reasons to refuse the edit that are found outside the form's validation. The form is shown again with them."""
    newer_values: dict[str, Any] = field(default_factory=dict)
    """Values that others saved meanwhile in fields that the editor did not change, by field name."""
    saved: bool = False
    """True if the form was saved without errors. The save of a form to be reviewed is a test, and is rolled back."""

    @classmethod
    def start(cls, request: HttpRequest, kind: str, object_id: int | None) -> "EditSession":
        """Start the edit session of a request."""
        # on the request because Django's admin hands nothing else of ours to the methods that it calls
        session = cast(Any, request).edit_session = cls(cast(Any, request.user), kind, object_id)
        return session

    @staticmethod
    def of(request: HttpRequest) -> "EditSession":
        """Return the edit session that was started for a request."""
        return cast(Any, request).edit_session

    def open_proposal(self, number: str) -> None:
        """Open the proposal with this id, if any is given. If the user cannot edit it, `errors` say why.

        For a submitted form the caller holds the write lock, so that the proposal cannot change meanwhile.
        """
        if not number:
            return
        proposal = get_proposal(number, self.user)
        if proposal is None:
            obstacle = NO_PROPOSAL
        elif (proposal.kind, proposal.object_id) != (self.kind, self.object_id):
            obstacle = f"The proposal “{proposal}” is about another record: open it from the list of proposed changes."
        else:
            obstacle = editing_obstacle(proposal, self.user)
        if obstacle:
            self.errors = [obstacle]
        else:
            self.proposal = proposal

    @property
    def reviews(self) -> bool:
        """True if the user reviews someone else's proposal."""
        return self.proposal is not None and self.proposal.author_id != self.user.pk

    @property
    def publishes(self) -> bool:
        """True if saving publishes; otherwise it sends the form for review."""
        return may_publish(self.user) if self.reviews or self.object_id is not None else self.may_publish_new

    @cached_property
    def may_publish_new(self) -> bool:
        """True if a new fact of the user is published at once; kept for all references of the form."""
        return may_publish_new(self.user)

    @property
    def reviewer(self) -> str:
        """The name of the user who approves the change, unless it is their own."""
        return self.user.get_username() if self.reviews else ""

    def author(self, data: QueryDict) -> str:
        """Return the author of the revision: author and reviewer if the reviewer changed what was proposed."""
        author = (self.proposal.author if self.proposal else self.user).get_username()
        if not self.reviews or self._matches_proposal(data):
            return author
        return f"{author}, amended by {self.reviewer}"[:150]

    def _matches_proposal(self, data: QueryDict) -> bool:
        assert self.proposal
        proposed, submitted = dict(self.proposal.form), fact_fields(data)
        return all(proposed.get(name) == submitted.get(name) for name in {*proposed, *submitted} - {"opened_at"})

    def save_proposal(self, request: HttpRequest, title: str, state: ReviewState) -> ProposedChange:
        """Save the submitted form as a draft or for review. The same form submitted twice is saved once."""
        form, proposal = fact_fields(request.POST), self.proposal
        if proposal is None:
            same = ProposedChange.objects.open().of(self.kind, self.object_id).filter(author=self.user, form=form)
            proposal = same.first() or ProposedChange(kind=self.kind, object_id=self.object_id, author=self.user)
        proposal.form, proposal.title, proposal.state = form, title.replace("\x00", "")[:200], state
        proposal.save()
        return proposal

    def record_decision(self, state: ReviewState, *, note: str = "", revision: int | None = None) -> ProposedChange:
        """Record on the proposal that the user published, returned or discarded it."""
        proposal = self.proposal
        assert proposal is not None
        proposal.state, proposal.reviewer, proposal.revision = state, self.user, revision
        proposal.review_note = note.replace("\x00", "") or proposal.review_note
        proposal.save()
        return proposal


def fact_fields(data: QueryDict) -> dict[str, list[str]]:
    """Return the submitted values of a fact's fields by name, without NUL characters, which JSON columns reject."""
    return {
        name.replace("\x00", ""): [value.replace("\x00", "") for value in values]
        for name, values in data.lists()
        if name not in PAGE_FIELDS and not name.startswith("_")
    }


def replay_form(request: HttpRequest, form: dict[str, list[str]]) -> None:
    """Turn a request into a submission of a stored form, as a browser would send it."""
    _ = request.FILES  # read first: reading them later would empty the POST data set here
    data = QueryDict(mutable=True)
    for name, values in form.items():
        data.setlist(name, values)
    request.method, request.POST = "POST", data  # type: ignore[assignment]  # Django takes any QueryDict


def get_proposal(number: str, user: Any) -> ProposedChange | None:
    """Return a proposal by its id; None if there is none that the user may read."""
    proposals = ProposedChange.objects.filter(readable_by(user)).select_related("author", "reviewer")
    return proposals.filter(pk=number).first() if is_number(number) else None


def readable_by(user: Any) -> Q:
    """Return the condition that a user may read a proposal. Drafts are visible to their author only."""
    own = Q(author=user.pk)
    return own | ~Q(state=ReviewState.DRAFT) if may_publish(user) else own


def editing_obstacle(proposal: ProposedChange, user: Any) -> str:
    """Return the reason that keeps a user from editing a proposal that they may read; empty if there is none."""
    if proposal.state not in OPEN:
        when = f"in revision {proposal.revision}" if proposal.revision else f"on {proposal.changed:%Y-%m-%d}"
        return f"This proposal was {proposal.state} by {proposal.reviewer} {when}. Your form is not part of it."
    if proposal.author_id != user.pk and proposal.state != ReviewState.SUBMITTED:
        return f"This proposal is with its author, {proposal.author}, again: wait until it is sent for review."
    return ""
