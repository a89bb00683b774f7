"""The edit session: the form of a fact, the proposed change opened in it, and the user's rights to both."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, QueryDict

from factbase.admin.permissions import may_publish, may_publish_unreviewed
from factbase.history.describe import EditError
from factbase.models import ProposedChange
from factbase.models.proposed_change import OPEN
from factbase.vocabulary import ReviewState

from .forms import is_number

PAGE_FIELDS = ("csrfmiddlewaretoken", "proposed", "proposed_version", "review_note")
"""Submitted fields that belong to the page; all others belong to the fact."""


@dataclass(frozen=True)
class EditSession:
    """A form opened by a user, with or without a proposed change."""

    user: User
    kind: str
    object_id: int | None
    """The id of the record to change; None for a new one."""
    proposal: ProposedChange | None = None

    @property
    def reviews(self) -> bool:
        """True if the user reviews someone else's proposal."""
        return self.proposal is not None and self.proposal.author_id != self.user.pk

    @property
    def publishes(self) -> bool:
        """True if saving publishes; otherwise it sends the form for review."""
        return may_publish(self.user) if self.reviews else may_publish_unreviewed(self.user, self.object_id is None)

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


def open_session(request: HttpRequest, kind: str, object_id: int | None) -> EditSession:
    """Return the edit session of a request. Raise EditError if the user cannot open the proposal that it names.

    For a submitted form the caller holds the write lock, so that the proposal cannot change meanwhile.
    """
    user: Any = request.user
    number = (request.POST if request.method == "POST" else request.GET).get("proposed", "")
    if not number:
        return EditSession(user, kind, object_id)
    proposal = get_proposal(number, user)
    if (proposal.kind, proposal.object_id) != (kind, object_id):
        raise EditError(
            f"The proposal “{proposal}” is about another record: open it from the list of proposed changes."
        )
    if obstacle := editing_obstacle(proposal, user):
        raise EditError(obstacle)
    return EditSession(user, kind, object_id, proposal)


def get_proposal(number: str, user: Any) -> ProposedChange:
    """Return a proposal by its id. Raise EditError if there is none that the user may read."""
    if is_number(number):
        proposal = ProposedChange.objects.select_related("author", "reviewer").filter(pk=number).first()
        if proposal and may_read(proposal, user):
            return proposal
    raise EditError("There is no such proposed change. The list of proposed changes shows all that you can open.")


def may_read(proposal: ProposedChange, user: Any) -> bool:
    """Return True if the user may read a proposal. Drafts are visible to their author only."""
    return proposal.author_id == user.pk or (may_publish(user) and proposal.state != ReviewState.DRAFT)


def editing_obstacle(proposal: ProposedChange, user: Any) -> str:
    """Return the reason that keeps a user from editing a proposal that they may read; empty if there is none."""
    if proposal.state not in OPEN:
        when = f"in revision {proposal.revision}" if proposal.revision else f"on {proposal.changed:%Y-%m-%d}"
        return f"This proposal was {proposal.state} by {proposal.reviewer} {when}. Your form is not part of it."
    if proposal.author_id != user.pk and proposal.state != ReviewState.SUBMITTED:
        return f"This proposal is with its author, {proposal.author}, again: wait until it is sent for review."
    return ""
