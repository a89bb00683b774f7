"""Random edits of all kinds, to test clients that follow the changes."""

import random
from collections.abc import Callable

from django.db import DatabaseError, transaction

from factbase.history.describe import EditError
from factbase.history.merge import merge
from factbase.history.revision import revision
from factbase.history.withdraw import restore, withdraw
from factbase.models import (
    Actor,
    ActorName,
    Citation,
    Claim,
    Discrepancy,
    Meeting,
    Participation,
    Position,
    Proposal,
    Source,
    Topic,
    Withdrawal,
)
from factbase.vocabulary import ReasonCode, RevisionKind
from tests.facts import cite, make_actor, make_meeting, make_position

CODES = {RevisionKind.CORRECTION: ReasonCode.OTHER, RevisionKind.WITHDRAWAL: ReasonCode.DUPLICATE}


class Editor:
    """Makes random revisions from a seed. `edit` returns a log entry for debugging."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.count = 0

    def edit(self) -> str:
        """Make a revision of one to four edits; if the fact base refuses one, all are rolled back."""
        kind = self.rng.choice([RevisionKind.ADDITION, RevisionKind.CORRECTION, RevisionKind.WITHDRAWAL])
        edits = self.rng.choices(self.edits(), k=self.rng.randint(1, 4))
        try:
            with revision(author="ed", kind=kind, reason_code=CODES.get(kind, ""), reason="A reason."):
                for edit in edits:
                    edit()
        except (EditError, DatabaseError) as error:
            return f"{[edit.__name__ for edit in edits]} refused: {error}"
        return f"{[edit.__name__ for edit in edits]}"

    def edits(self) -> list[Callable[[], None]]:
        return [
            self.change_a_position,
            self.add_a_position,
            self.add_a_citation,
            self.remove_a_citation,
            self.add_a_participation,
            self.remove_a_participation,
            self.change_the_topics_of_a_meeting,
            self.add_a_name,
            self.rename,
            self.change_and_undo,
            self.withdraw,
            self.restore,
            self.merge,
        ]

    def pick(self, model):
        return model.objects.order_by("slug" if hasattr(model, "slug") else "pk")[
            self.rng.randrange(model.objects.count())
        ]

    def word(self) -> str:
        self.count += 1
        return f"made-{self.count}-{self.rng.randrange(10**9)}"

    def change_a_position(self) -> None:
        position = self.pick(Position)
        position.summary = self.word()
        position.stated = self.rng.choice(["2025-12-01", "2025-11~", "../2025-12-05"])
        position.topic = self.pick(Topic)
        position.work_out_dates()
        position.save()

    def add_a_position(self) -> None:
        make_position(self.word(), self.pick(Topic), self.pick(Actor), self.pick(Source), stance="no_stance")

    def add_a_citation(self) -> None:
        fact = self.pick(self.rng.choice([Position, Claim, Meeting, Actor, Discrepancy, Proposal]))
        cite(fact, self.pick(Source), line=self.rng.randint(100, 10_000))

    def remove_a_citation(self) -> None:
        self.pick(Citation).delete()

    def add_a_participation(self) -> None:
        participation = Participation.objects.create(
            meeting=self.pick(Meeting), actor=self.pick(Actor), role="observer"
        )
        cite(participation, self.pick(Source))

    def remove_a_participation(self) -> None:
        self.pick(Participation).delete()

    def change_the_topics_of_a_meeting(self) -> None:
        self.pick(Meeting).topics.set([self.pick(Topic), self.pick(Topic)])

    def add_a_name(self) -> None:
        name = ActorName.objects.create(actor=self.pick(Actor), name=self.word(), kind="alias")
        cite(name, self.pick(Source))

    def rename(self) -> None:
        fact = self.pick(self.rng.choice([Actor, Topic, Meeting, Source, Position, Proposal]))
        type(fact).objects.filter(pk=fact.pk).update(slug=self.word())

    def change_and_undo(self) -> None:
        position = self.pick(Position)
        for summary in (self.word(), position.summary):
            Position.objects.filter(pk=position.pk).update(summary=summary)
        make_actor(self.word(), self.pick(Source)).delete()

    def withdraw(self) -> None:
        self.attempt(lambda: withdraw(self.pick(self.rng.choice([Position, Claim, Discrepancy, Actor])), "Not so."))

    def restore(self) -> None:
        if Withdrawal.objects.exists():
            withdrawal = self.pick(Withdrawal)
            self.attempt(lambda: restore(withdrawal.kind, withdrawal.object_id))

    def merge(self) -> None:
        model = self.rng.choice([Position, Claim, Actor, Meeting, Topic])
        if model is Meeting:
            make_meeting(self.word(), self.pick(Source))
        self.attempt(lambda: merge(self.pick(model), self.pick(model)))

    def attempt(self, edit: Callable[[], object]) -> None:
        """Make an edit that is often refused, without rolling back the other edits of the revision."""
        try:
            with transaction.atomic():
                edit()
        except (EditError, DatabaseError):
            pass
