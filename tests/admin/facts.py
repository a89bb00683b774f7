"""Facts to edit, and forms as a browser would send them."""

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


def dated(cls: type, **fields: Any) -> Any:
    """A fact with its days worked out, as forms and the loader do it."""
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
    """One fact of each kind, made in revision 1."""
    with revision(author="loader", kind=RevisionKind.SEED, reason="First facts"):
        process = Process.objects.create(slug="talks", name="Talks")
        publisher = Actor.objects.create(slug="the-paper", name="The Paper", kind="media_organisation")
        source = dated(
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
        affiliation = dated(
            Affiliation, member=spokesman, organisation=russia, role="spokesperson", stated="2025-12-03"
        )
        topic = Topic.objects.create(
            process=process, slug="membership", name="Membership", proposition="Ruritania joins the League."
        )
        proposal = dated(Proposal, process=process, slug="plan", name="The plan", status="draft", stated="2025-11")
        provision = Provision.objects.create(slug="plan-1", proposal=proposal, number=1, summary="No joining.")
        meeting = dated(
            Meeting, process=process, slug="round", title="A round", kind="talks", status="held", starts="2025-12-02"
        )
        meeting.topics.add(topic)
        participation = Participation.objects.create(meeting=meeting, actor=russia, role="party")
        outcome = Outcome.objects.create(meeting=meeting, described_by=russia, summary="Useful.")
        position = dated(
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
        claim = dated(Claim, process=process, slug="c1", kind="figure", summary="Much is gone.", stated="2025-12-03")
        Figure.objects.create(claim=claim, measures="what is gone", low="19", unit="percent", qualifier="over")
        voice = dated(Voice, claim=claim, actor=russia, role="asserts", stated="2025-12-03")
        other = dated(
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
    """The address of a page of the admin: `changelist` or `add` of a model, `change` or `history` of a fact."""
    name = f"admin:{fact._meta.app_label}_{fact._meta.model_name}_{page}"
    return reverse(name, args=[fact.pk] if isinstance(fact, models.Model) else [])


def as_shown(response: Any) -> dict[str, Any]:
    """All that the form of a page would send, were it submitted as it stands."""
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


def opened(client: Client, page: str) -> dict[str, Any]:
    """A form as the editor finds it, with a reason filled in."""
    response = client.get(page)
    assert response.status_code == 200
    return {**as_shown(response), "change_kind": "source_error", "change_reason": "The source says so."}


def errors(response: Any) -> str:
    """What the form says is wrong, all in one."""
    assert response.status_code == 200, "the form was accepted"
    return "\n".join(str(error) for error in response.context["errors"])
