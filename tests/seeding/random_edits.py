"""Random edits: every kind of change that an editor can make, each as one revision."""

import random
from collections.abc import Callable
from contextlib import suppress

from django.apps import apps
from django.db import DatabaseError, connection, transaction

from factbase.history.describe import EditError
from factbase.history.merge import merge
from factbase.history.records import RECORDS, export
from factbase.history.revision import RevisionCounter, revision
from factbase.history.withdraw import restore, withdraw
from factbase.models import (
    Actor,
    ActorName,
    Affiliation,
    Citation,
    Claim,
    Discrepancy,
    Figure,
    Meeting,
    Outcome,
    Participation,
    Position,
    Process,
    Proposal,
    Provision,
    Slug,
    Source,
    Topic,
    Voice,
    Withdrawal,
)
from factbase.models.citation import CITED
from factbase.vocabulary import ReasonCode, RevisionKind

from .invented_seeds import world

SLUGGED = [Process, Topic, Actor, Source, Proposal, Provision, Meeting, Position, Claim, Discrepancy]
TEXTS = [
    "Plain.",
    "e\u0301 and \u00e9",
    "two\r\nlines\n",
    "- a: 'b' # \"c\"",
    " blanks ",
    "null",
    "2030-01-07",
    "NO",
    "~",
    "ї",
]
LINES = [text for text in TEXTS if "\n" not in text]
DAY_FIELDS = ["2030", "2030-01-07", "../2030-01-08", "2030-01-07~", "2030-01-01/2030-01-08"]


def editing(kind: RevisionKind = RevisionKind.CORRECTION, note: str = "The text says otherwise.", author: str = "ada"):
    code = ReasonCode.SOURCE_ERROR if kind != RevisionKind.ADDITION else ""
    return revision(author=author, kind=kind, reason_code=code, reason=note)


def large_world() -> dict:
    """Return the invented world with more records to merge, rename and withdraw."""
    files = world()
    dossier = files["dossiers/900-lake.yaml"]
    actors = files["registry/actors.yaml"]
    cite = actors[0]["citations"]
    for slug in ("norland-republic", "suthland-guard", "lake-commission"):
        names = [
            {"name": slug.title(), "kind": "alias", "citations": cite},
            {"name": "Norlandia", "kind": "alias", "citations": cite},
        ]
        actors.append({"slug": slug, "name": slug, "kind": "state", "citations": cite, "names": names})
    meetings = files["registry/meetings.yaml"]
    for slug, host in (("lake-summit", "norland"), ("lake-call", "norland-republic")):
        seats = [{**meetings[0]["participations"][1], "actor": actor} for actor in ("norland", "norland-republic")]
        meetings.append({**meetings[0], "slug": slug, "host": host, "follows": "lake-talks", "participations": seats})
    proposals = files["registry/proposals.yaml"]
    points = [{**proposals[0]["provisions"][0], "slug": f"second-plan-{number}", "number": number} for number in (1, 2)]
    proposals.append({**proposals[0], "slug": "second-plan", "revises": "bridge-plan", "provisions": points})
    topics = files["registry/topics.yaml"]
    topics.append({**topics[1], "slug": "ferries", "name": "Ferries", "proposition": "The ferries run."})
    [position] = dossier["positions"]
    for number, holder in enumerate(("norland", "norland-republic", "suthland", "lake-commission")):
        about = {"about_meeting": "lake-summit"} if number % 2 else {"proposal": "second-plan"}
        dossier["positions"].append({**position, "slug": f"word-{number}", "holder": holder, **about})
    [claim] = dossier["claims"]
    dossier["claims"].append({**claim, "slug": "length-of-the-summit", "topic": "ferries"})
    voices = dossier["claims"][0]["voices"]
    for actor in ("norland", "norland-republic"):
        voice = {key: value for key, value in voices[0].items() if key != "source"}
        voices.append({**voice, "actor": actor, "role": "disputes"})
    return files


def exports() -> dict[str, list[str]]:
    """Return the exported records of the database by kind."""
    latest = RevisionCounter.objects.get().number
    with transaction.atomic():
        return {record.name: list(export(record, latest, "default")) for record in RECORDS}


def list_redirects() -> dict[tuple[str, str], tuple]:
    """Return the target of each slug: a current slug, or the slug and reason of a withdrawal."""
    withdrawn = {(row.kind, row.object_id): (row.slug, row.reason) for row in Withdrawal.objects.all()}
    redirects = {}
    for row in Slug.objects.all():
        model = apps.get_model("factbase", row.kind)
        current = model.objects.filter(pk=row.object_id).values_list("slug", flat=True).first()
        target = (current,) if current else withdrawn.get((row.kind, row.object_id))
        if target:
            redirects[row.kind, row.slug] = target
    return redirects


def cite(fact, chance: random.Random, **options) -> Citation:
    kind = next(name for name in CITED if name.replace("_", "") == fact._meta.model_name)
    place = {"line": chance.randint(1, 4), "sentence": chance.choice([None, 1, 2])}
    return Citation.objects.create(
        **{kind: fact}, source=chance.choice(Source.objects.all()), directness="paraphrase", **place, **options
    )


class Editor:
    """Makes random changes; a change that the database or the history rejects is skipped."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.made = 0

    def edit(self, name: str) -> None:
        change: Callable[[], None] = getattr(self, name)
        kind = RevisionKind.WITHDRAWAL if name in ("withdraw", "restore") else RevisionKind.CORRECTION
        self.made += 1
        with suppress(EditError, DatabaseError, LookupError), editing(kind, f"{name} {self.made}"):
            change()
            connection.check_constraints()

    def any(self, model, **condition):
        found = list(model.objects.filter(**condition).order_by("pk"))
        if not found:
            raise LookupError(f"There is no {model.__name__}.")
        return self.chance.choice(found)

    def set_text(self) -> None:
        model, name = self.chance.choice(
            [(Position, "summary"), (Meeting, "description"), (Topic, "description"), (Actor, "description"),
             (Discrepancy, "note"), (Source, "author"), (Provision, "summary"), (Outcome, "summary"),
             (Claim, "summary"), (Process, "description"), (Voice, "date_note"), (Participation, "described_as")]
        )  # fmt: skip
        row = self.any(model)
        multiline = model._meta.get_field(name).get_internal_type() == "TextField"
        text = self.chance.choice(TEXTS if multiline else LINES)
        model.objects.filter(pk=row.pk).update(**{name: text})

    def clear_text(self) -> None:
        model, name = self.chance.choice([(Actor, "country"), (Actor, "description"), (Position, "statement")])
        model.objects.filter(pk=self.any(model).pk).update(**{name: self.chance.choice(["", "NO"])})

    def set_stance(self) -> None:
        conditional = {"condition": "If so.", "condition_effect": "supports_if"}
        stance = self.chance.choice(["supports", "opposes", "conditional"])
        fields = conditional if stance == "conditional" else dict.fromkeys(conditional, "")
        Position.objects.filter(pk=self.any(Position).pk).update(stance=stance, **fields)

    def set_date(self) -> None:
        fact = self.any(self.chance.choice([Position, Claim, Voice, Proposal, Affiliation]))
        fact.stated, fact.date_basis = self.chance.choice(DAY_FIELDS), "inferred"
        fact.work_out_dates()
        fact.save()

    def set_days_of_meeting(self) -> None:
        meeting = self.any(Meeting)
        meeting.starts, meeting.date_note = self.chance.choice([("2030-01-06", ""), ("", "Nobody says.")])
        meeting.ends = ""
        meeting.work_out_dates()
        meeting.save()

    def set_number(self) -> None:
        if self.chance.random() < 0.5:
            Figure.objects.filter(pk=self.any(Figure).pk).update(low="2.5000", high=self.chance.choice([None, "30"]))
        else:
            Meeting.objects.filter(pk=self.any(Meeting).pk).update(duration_minutes=None, duration_qualifier="")

    def set_reference(self) -> None:
        name = self.chance.choice(["speaker", "about_meeting", "proposal", "meeting", "holder"])
        model = Position._meta.get_field(name).related_model
        nothing = name != "holder" and self.chance.random() < 0.5
        Position.objects.filter(pk=self.any(Position).pk).update(**{name: None if nothing else self.any(model)})

    def set_truth(self) -> None:
        Actor.objects.filter(pk=self.any(Actor).pk).update(anonymous=self.chance.random() < 0.5)

    def set_links(self) -> None:
        row, name = self.chance.choice(
            [(self.any(Meeting), "topics"), (self.any(Meeting), "proposals"), (self.any(Proposal), "proposers"),
             (self.any(Provision), "obliged")]
        )  # fmt: skip
        links = getattr(row, name)
        links.set([self.any(links.model)])

    def add_citation(self) -> None:
        model = self.chance.choice([Actor, ActorName, Meeting, Participation, Position, Provision, Voice, Discrepancy])
        reading = {"reading": "As here."} if model is Discrepancy else {}
        cite(self.any(model), self.chance, **reading)

    def remove_citation(self) -> None:
        self.any(Citation).delete()

    def change_citation(self) -> None:
        quoted = {"directness": "direct_quote", "quote": "We want the bridge reopened", "credibility": 2}
        Citation.objects.filter(pk=self.any(Citation).pk).update(**quoted)

    def add_part(self) -> None:
        actor = self.any(Actor)
        made = self.chance.choice(
            [
                lambda: Participation.objects.create(meeting=self.any(Meeting), actor=actor, role="observer"),
                lambda: ActorName.objects.create(actor=actor, name=self.chance.choice(LINES), kind="official"),
                lambda: Outcome.objects.create(meeting=self.any(Meeting), described_by=actor, summary="So."),
            ]
        )()
        cite(made, self.chance)

    def remove_part(self) -> None:
        part = self.any(self.chance.choice([Participation, ActorName, Outcome, Provision, Affiliation]))
        part.delete()

    def change_part(self) -> None:
        if self.chance.random() < 0.5:
            ActorName.objects.filter(pk=self.any(ActorName).pk).update(name=self.chance.choice(LINES), language="no")
        else:
            side = self.chance.choice([None, self.any(Actor)])
            Participation.objects.filter(pk=self.any(Participation).pk).update(role="absent", side=side)

    def add_record(self) -> None:
        like = self.any(self.chance.choice([Position, Actor, Topic, Meeting, Proposal, Claim]))
        like.pk, like.slug = None, f"new-{self.made}"
        like._state.adding = True
        if isinstance(like, Topic):
            like.name, like.broader = f"New {self.made}", self.any(Topic)
        like.save()
        if not isinstance(like, Topic):
            cite(like, self.chance)
        if isinstance(like, Meeting):
            like.topics.add(self.any(Topic))
        if isinstance(like, Claim):
            Figure.objects.create(claim=like, measures="length", low=2, unit="hours")

    def rename(self) -> None:
        fact = self.any(self.chance.choice(SLUGGED))
        fact.slug = f"renamed-{self.made}"
        fact.save(update_fields=["slug"])

    def withdraw(self) -> None:
        fact = self.any(self.chance.choice([Position, Claim, Discrepancy, Meeting, Actor, Proposal, Topic]))
        withdraw(fact, self.chance.choice(TEXTS[:6]) + f" {self.made}")

    def restore(self) -> None:
        gone = self.any(Withdrawal)
        restore(gone.kind, gone.object_id)

    def merge(self) -> None:
        model = self.chance.choice([Actor, Actor, Meeting, Topic, Position, Claim, Proposal, Provision])
        merge(self.any(model), self.any(model))


EDITS = [name for name, value in vars(Editor).items() if callable(value) and name not in ("__init__", "edit", "any")]
