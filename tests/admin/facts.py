"""Facts to edit, and the data of forms as a browser would send it."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.test import Client
from django.urls import reverse

from factbase.history.revision import revision
from factbase.models import (
    Actor,
    ActorName,
    Affiliation,
    Citation,
    Claim,
    Discrepancy,
    Figure,
    Identification,
    Meeting,
    Outcome,
    Participation,
    Position,
    Process,
    Proposal,
    Provision,
    Source,
    Topic,
    Voice,
)
from factbase.vocabulary import RevisionKind


def cite(source: Source, line: int = 1, **fact: Any) -> Citation:
    return Citation.objects.create(source=source, line=line, directness="paraphrase", **fact)


def create_dated(cls: type, **fields: Any) -> Any:
    """Create a fact with its earliest and latest day computed, as forms and the loader do."""
    fact = cls(**fields)
    fact.work_out_dates()
    fact.save()
    return fact


@dataclass
class Facts:
    """One fact of each kind."""

    process: Process
    publisher: Actor
    russia: Actor
    alias: ActorName
    spokesman: Actor
    affiliation: Affiliation
    source: Source
    topic: Topic
    proposal: Proposal
    provision: Provision
    meeting: Meeting
    participation: Participation
    outcome: Outcome
    position: Position
    claim: Claim
    voice: Voice
    identification: Identification
    discrepancy: Discrepancy


def make_facts() -> Facts:
    """Create one fact of each kind in revision 1."""
    with revision(author="loader", kind=RevisionKind.SEED, reason="First facts"):
        process = Process.objects.create(slug="talks", name="Talks")
        publisher = Actor.objects.create(slug="the-paper", name="The Paper", kind="media_organisation")
        source = create_dated(
            Source,
            slug="report",
            title="A report",
            publisher=publisher,
            language="en",
            file_name="report.txt",
            sha256="a" * 64,
            reliability="B",
            stated="2025-12-03",
        )
        russia = Actor.objects.create(slug="russia", name="Russia", kind="state", country="RU")
        alias = ActorName.objects.create(actor=russia, name="Moscow", kind="alias", language="en")
        spokesman = Actor.objects.create(slug="a-spokesman", name="A Spokesman", kind="person")
        affiliation = create_dated(
            Affiliation, member=spokesman, organisation=russia, role="spokesperson", stated="2025-12-03"
        )
        topic = Topic.objects.create(
            process=process, slug="membership", name="Membership", proposition="Ruritania joins the League."
        )
        proposal = create_dated(
            Proposal, process=process, slug="plan", name="The plan", status="draft", stated="2025-11"
        )
        provision = Provision.objects.create(slug="plan-1", proposal=proposal, number=1, summary="No joining.")
        meeting = create_dated(
            Meeting, process=process, slug="round", title="A round", kind="talks", status="held", starts="2025-12-02"
        )
        meeting.topics.add(topic)
        participation = Participation.objects.create(meeting=meeting, actor=russia, role="party")
        outcome = Outcome.objects.create(meeting=meeting, described_by=russia, summary="Useful.")
        position = create_dated(
            Position,
            slug="p1",
            topic=topic,
            holder=russia,
            stance="opposes",
            summary="It is against it.\nIt says so twice.",
            speech_act="asserts",
            attribution="self_declared",
            speaker=spokesman,
            stated="2025-12-03",
        )
        claim = create_dated(
            Claim, process=process, slug="c1", kind="figure", summary="Much is gone.", stated="2025-12-03"
        )
        Figure.objects.create(claim=claim, measures="what is gone", low="19", unit="percent", qualifier="over")
        voice = create_dated(Voice, claim=claim, actor=russia, role="asserts", stated="2025-12-03")
        other = create_dated(
            Meeting, process=process, slug="other", title="Another", kind="call", status="held", starts="2025-12-02"
        )
        identification = Identification.objects.create(
            slug="i1", verdict="possibly_same", meeting=meeting, other_meeting=other, note="The texts do not say."
        )
        discrepancy = Discrepancy.objects.create(
            process=process, slug="d1", kind="date", title="The day", note="Two days are given."
        )
        for kind, fact in {
            "actor_name": alias,
            "affiliation": affiliation,
            "proposal": proposal,
            "provision": provision,
            "participation": participation,
            "outcome": outcome,
            "position": position,
            "claim": claim,
            "voice": voice,
            "identification": identification,
            "discrepancy": discrepancy,
        }.items():
            cite(source, **{kind: fact})
        for actor in (publisher, russia, spokesman):
            cite(source, actor=actor)
        for held in (meeting, other):
            cite(source, meeting=held)
    return Facts(
        process=process,
        publisher=publisher,
        russia=russia,
        alias=alias,
        spokesman=spokesman,
        affiliation=affiliation,
        source=source,
        topic=topic,
        proposal=proposal,
        provision=provision,
        meeting=meeting,
        participation=participation,
        outcome=outcome,
        position=position,
        claim=claim,
        voice=voice,
        identification=identification,
        discrepancy=discrepancy,
    )


def url(fact: models.Model | type[models.Model], page: str) -> str:
    """Return the URL of an admin page: `changelist` or `add` of a model, `change` or `history` of a fact."""
    name = f"admin:{fact._meta.app_label}_{fact._meta.model_name}_{page}"
    return reverse(name, args=[fact.pk] if isinstance(fact, models.Model) else [])


def form_data(response: Any) -> dict[str, Any]:
    """Return the data that the form of a page would send if it were submitted unchanged."""
    context = response.context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data = {}
    for field in (field for form in forms for field in form):
        value = field.value()
        if isinstance(value, list | tuple) or hasattr(value, "all"):
            data[field.html_name] = [getattr(item, "pk", item) for item in value]
        elif value is not None and value is not False:
            data[field.html_name] = value
    return {**data, "opened_at": context["opened_at"]}


def open_form(client: Client, page: str) -> dict[str, Any]:
    """Return the data of the form on a page, with a reason filled in."""
    response = client.get(page)
    assert response.status_code == 200
    return {**form_data(response), "change_kind": "source_error", "change_reason": "The source says so."}


def errors(response: Any) -> str:
    """Return all errors of the form as one text."""
    assert response.status_code == 200, "the form was accepted"
    return "\n".join(str(error) for error in response.context["errors"])
