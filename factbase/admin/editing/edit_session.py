"""The desk: the form of a fact, the proposed change that may lie on it, and what the user may do with both."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, QueryDict

from factbase.admin.permissions import may_publish, publishes_alone
from factbase.history.describe import Refused
from factbase.models import ProposedChange
from factbase.models.proposed_change import OPEN
from factbase.vocabulary import ReviewState

from .forms import is_number

OF_THE_PAGE = ("csrfmiddlewaretoken", "proposed", "proposed_version", "review_note")
"""What a form sends for the page that it is on; the rest is the fact's."""


@dataclass(frozen=True)
class EditSession:
    """A form in front of a user, with the right to save it."""

    user: User
    kind: str
    object_id: int | None
    """The record that the form changes; none when it is of a new one."""
    proposal: ProposedChange | None = None

    @property
    def reviews(self) -> bool:
        """Whether the user decides about what somebody else proposes."""
        return self.proposal is not None and self.proposal.author_id != self.user.pk

    @property
    def publishes(self) -> bool:
        """Whether saving publishes; otherwise it sends the form to a reviewer."""
        return may_publish(self.user) if self.reviews else publishes_alone(self.user, new=self.object_id is None)

    def author(self, sent: QueryDict) -> str:
        """Whose change it is: of both, when the reviewer has other words than were proposed."""
        author = (self.proposal.author if self.proposal else self.user).get_username()
        if not self.reviews or self._as_proposed(sent):
            return author
        return f"{author}, amended by {self.reviewer}"[:150]

    def _as_proposed(self, sent: QueryDict) -> bool:
        assert self.proposal
        kept, typed = dict(self.proposal.form), as_typed(sent)
        return all(kept.get(name) == typed.get(name) for name in {*kept, *typed} - {"opened_at"})

    @property
    def reviewer(self) -> str:
        """Who approves it, if that is somebody else."""
        return self.user.get_username() if self.reviews else ""

    def keep(self, request: HttpRequest, title: str, state: ReviewState) -> ProposedChange:
        """Keep the form as it was typed, for a reviewer or for later. Sent twice, it is kept once."""
        form = as_typed(request.POST)
        proposal = self.proposal
        if proposal is None:
            mine = ProposedChange.objects.open().of(self.kind, self.object_id).filter(author=self.user, form=form)
            proposal = mine.first() or ProposedChange(kind=self.kind, object_id=self.object_id, author=self.user)
        proposal.form, proposal.title, proposal.state = form, title.replace("\x00", "")[:200], state
        proposal.save()
        return proposal

    def settle(self, state: ReviewState, *, note: str = "", revision: int | None = None) -> ProposedChange:
        """Say what became of the proposal: published, returned or discarded."""
        proposal = self.proposal
        assert proposal is not None
        proposal.state, proposal.reviewer, proposal.revision = state, self.user, revision
        proposal.review_note = note.replace("\x00", "") or proposal.review_note
        proposal.save()
        return proposal


def as_typed(sent: QueryDict) -> dict[str, list[str]]:
    """What was typed into the form of a fact: each name with its values. A NUL, which nobody types, cannot be kept."""
    return {
        name.replace("\x00", ""): [value.replace("\x00", "") for value in values]
        for name, values in sent.lists()
        if name not in OF_THE_PAGE and not name.startswith("_")
    }


def send_again(request: HttpRequest, form: dict[str, list[str]]) -> None:
    """Let a request send what was typed once, as a browser would."""
    _ = request.FILES  # read first: reading them empties what is set here
    sent = QueryDict(mutable=True)
    for name, values in form.items():
        sent.setlist(name, values)
    request.method, request.POST = "POST", sent  # type: ignore[assignment]  # Django takes any QueryDict


def desk(request: HttpRequest, kind: str, object_id: int | None) -> EditSession:
    """The desk of a request. Raises Refused when the proposal that it names is not there, or is not the user's to take.

    While it is saved, nobody else may write: the caller has waited for them.
    """
    user: Any = request.user
    named = (request.POST if request.method == "POST" else request.GET).get("proposed", "")
    if not named:
        return EditSession(user, kind, object_id)
    proposal = proposed(named, user)
    if (proposal.kind, proposal.object_id) != (kind, object_id):
        raise Refused(f"The proposal “{proposal}” is about another record: open it from the list of proposed changes.")
    if refusal := refusal_to_open(proposal, user):
        raise Refused(refusal)
    return EditSession(user, kind, object_id, proposal)


def proposed(named: str, user: Any) -> ProposedChange:
    """The proposal of a number. Raises Refused when there is none that the user may see."""
    found = ProposedChange.objects.select_related("author", "reviewer").filter(pk=named) if is_number(named) else []
    for proposal in found:
        if may_see(proposal, user):
            return proposal
    raise Refused("There is no such proposed change: the list of proposed changes shows those that there are.")


def may_see(proposal: ProposedChange, user: Any) -> bool:
    """Whether a user may read a proposal: a draft is its author's alone."""
    return proposal.author_id == user.pk or (may_publish(user) and proposal.state != ReviewState.DRAFT)


def refusal_to_open(proposal: ProposedChange, user: Any) -> str:
    """Why a user, who may read a proposal, cannot go on with it; empty if they can."""
    if proposal.state not in OPEN:
        done = f"in revision {proposal.revision}" if proposal.revision else f"on {proposal.changed:%Y-%m-%d}"
        return (
            f"This proposal was {proposal.state} by {proposal.reviewer} {done}. What you have here is not part of it."
        )
    if proposal.author_id != user.pk and proposal.state != ReviewState.SUBMITTED:
        return f"This proposal is with its author, {proposal.author}, again: wait until it is sent for review."
    return ""
