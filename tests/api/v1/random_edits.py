"""Edits of all sorts, in no sensible order: what editors could do in years, and what a client must keep up with."""

import random
from collections.abc import Callable

from django.db import DatabaseError, transaction

from factbase.history.describe import Refused
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
    """Makes revisions at random, from a seed. `edit` returns what it did, for whoever must find out why it failed."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.made = 0

    def edit(self) -> str:
        """A revision of one to four edits, all of which the base takes, or none at all."""
        kind = self.dice.choice([RevisionKind.ADDITION, RevisionKind.CORRECTION, RevisionKind.WITHDRAWAL])
        edits = self.dice.choices(self.edits(), k=self.dice.randint(1, 4))
        try:
            with revision(author="ed", kind=kind, reason_code=CODES.get(kind, ""), reason="A reason."):
                for edit in edits:
                    edit()
        except (Refused, DatabaseError) as refusal:  # as an editor would be told
            return f"{[edit.__name__ for edit in edits]} refused: {refusal}"
        return f"{[edit.__name__ for edit in edits]}"

    def edits(self) -> list[Callable[[], None]]:
        return [
            self.change_a_position,
            self.add_a_position,
            self.add_a_citation,
            self.remove_a_citation,
            self.come_to_a_meeting,
            self.leave_a_meeting,
            self.change_the_topics_of_a_meeting,
            self.give_a_name,
            self.rename,
            self.come_to_nothing,
            self.withdraw,
            self.restore,
            self.merge,
        ]

    def any(self, model):
        return model.objects.order_by("slug" if hasattr(model, "slug") else "pk")[
            self.dice.randrange(model.objects.count())
        ]

    def word(self) -> str:
        self.made += 1
        return f"made-{self.made}-{self.dice.randrange(10**9)}"

    def change_a_position(self) -> None:
        position = self.any(Position)
        position.summary = self.word()
        position.stated = self.dice.choice(["2025-12-01", "2025-11~", "../2025-12-05"])
        position.topic = self.any(Topic)
        position.work_out_dates()
        position.save()

    def add_a_position(self) -> None:
        make_position(self.word(), self.any(Topic), self.any(Actor), self.any(Source), stance="no_stance")

    def add_a_citation(self) -> None:
        fact = self.any(self.dice.choice([Position, Claim, Meeting, Actor, Discrepancy, Proposal]))
        cite(fact, self.any(Source), line=self.dice.randint(100, 10_000))

    def remove_a_citation(self) -> None:
        self.any(Citation).delete()

    def come_to_a_meeting(self) -> None:
        came = Participation.objects.create(meeting=self.any(Meeting), actor=self.any(Actor), role="observer")
        cite(came, self.any(Source))

    def leave_a_meeting(self) -> None:
        self.any(Participation).delete()

    def change_the_topics_of_a_meeting(self) -> None:
        self.any(Meeting).topics.set([self.any(Topic), self.any(Topic)])

    def give_a_name(self) -> None:
        name = ActorName.objects.create(actor=self.any(Actor), name=self.word(), kind="alias")
        cite(name, self.any(Source))

    def rename(self) -> None:
        fact = self.any(self.dice.choice([Actor, Topic, Meeting, Source, Position, Proposal]))
        type(fact).objects.filter(pk=fact.pk).update(slug=self.word())

    def come_to_nothing(self) -> None:
        position = self.any(Position)
        for summary in (self.word(), position.summary):
            Position.objects.filter(pk=position.pk).update(summary=summary)
        make_actor(self.word(), self.any(Source)).delete()

    def withdraw(self) -> None:
        self.alone(lambda: withdraw(self.any(self.dice.choice([Position, Claim, Discrepancy, Actor])), "Not so."))

    def restore(self) -> None:
        if Withdrawal.objects.exists():
            gone = self.any(Withdrawal)
            self.alone(lambda: restore(gone.kind, gone.object_id))

    def merge(self) -> None:
        model = self.dice.choice([Position, Claim, Actor, Meeting, Topic])
        if model is Meeting:
            make_meeting(self.word(), self.any(Source))
        self.alone(lambda: merge(self.any(model), self.any(model)))

    def alone(self, edit: Callable[[], object]) -> None:
        """What is refused more often than not, so that it should not spoil the edits beside it."""
        try:
            with transaction.atomic():
                edit()
        except (Refused, DatabaseError):
            pass
