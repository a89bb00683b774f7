"""The lists of the admin: search, date filters, and a query count that does not grow with the rows."""

from collections.abc import Iterable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factbase import models
from factbase.history.revision import revision
from factbase.vocabulary import RevisionKind
from tests.admin.facts import Facts, cite, create_dated, url

from .test_pages import FACTS


def test_actor_is_found_by_any_of_its_names(facts: Facts, editor: Client):
    actors = editor.get(url(models.Actor, "changelist"), {"q": "mosc"}).context["cl"].result_list
    assert [actor.slug for actor in actors] == ["russia"]
    params = {"app_label": "factbase", "model_name": "position", "field_name": "holder", "term": "mosc"}
    results = editor.get("/admin/autocomplete/", params).json()["results"]
    assert results == [{"id": str(facts.russia.pk), "text": "Russia"}]


def test_open_dates_do_not_break_the_date_hierarchy(facts: Facts, editor: Client):
    with revision(author="loader", kind=RevisionKind.SEED, reason="Open dates"):
        unknown = {"process": facts.process, "kind": "call", "status": "mooted", "date_note": "No day is given."}
        cite(facts.source, meeting=create_dated(models.Meeting, slug="unknown-day", title="Some day", **unknown))
        figure = {"process": facts.process, "kind": "figure", "summary": "x"}
        cite(facts.source, claim=create_dated(models.Claim, slug="open-end", stated="2025-12-03/..", **figure))
    assert b"Some day" in editor.get(url(models.Meeting, "changelist"), {"earliest__year": "1"}).content
    assert (
        b"open-end" in editor.get(url(models.Claim, "changelist"), {"stated_latest__year": "9999"}, follow=True).content
    )


def make_more(facts: Facts, numbers: Iterable[int]) -> None:
    """Create more facts of each kind, each with related facts of its own, so that a query per row would show."""
    process = facts.process
    for n in numbers:
        models.Process.objects.create(slug=f"process-{n}", name=f"Process {n}")
        actor = models.Actor.objects.create(slug=f"actor-{n}", name=f"Actor {n}", kind="state")
        topic = models.Topic.objects.create(
            process=process, slug=f"topic-{n}", name=f"Topic {n}", proposition="Yes.", broader=facts.topic
        )
        source = create_dated(
            models.Source,
            slug=f"source-{n}",
            title=f"Source {n}",
            publisher=actor,
            agency=actor,
            language="en",
            file_name=f"{n}.txt",
            sha256=f"{n:064x}",
            reliability="B",
            stated="2025-12-03",
        )
        meeting = create_dated(
            models.Meeting,
            process=process,
            slug=f"meeting-{n}",
            title="A call",
            kind="call",
            status="held",
            starts="2025",
        )
        proposal = create_dated(
            models.Proposal,
            process=process,
            slug=f"proposal-{n}",
            name=f"Proposal {n}",
            status="draft",
            stated="2025",
            revises=facts.proposal,
        )
        claim = create_dated(
            models.Claim, process=process, slug=f"claim-{n}", kind="figure", summary="So.", topic=topic, stated="2025"
        )
        position = create_dated(
            models.Position,
            slug=f"position-{n}",
            topic=topic,
            holder=actor,
            speaker=actor,
            stance="opposes",
            summary="Against.",
            speech_act="asserts",
            attribution="self_declared",
            stated="2025-12-03",
        )
        provision = models.Provision.objects.create(
            slug=f"provision-{n}", proposal=proposal, summary="So.", topic=topic
        )
        outcome = models.Outcome.objects.create(meeting=meeting, described_by=actor, relayed_by=actor, summary="So.")
        identification = models.Identification.objects.create(
            slug=f"identification-{n}", verdict="same", meeting=meeting, other_meeting=facts.meeting, note="So."
        )
        discrepancy = models.Discrepancy.objects.create(
            process=process, slug=f"discrepancy-{n}", kind="date", title="The day", note="So."
        )
        alias = models.ActorName.objects.create(actor=actor, name="Alias", kind="alias")
        affiliation = create_dated(
            models.Affiliation, member=actor, organisation=facts.russia, role="Envoy", stated="2025"
        )
        participation = models.Participation.objects.create(meeting=meeting, actor=actor, role="party", side=actor)
        voice = create_dated(models.Voice, claim=claim, actor=actor, speaker=actor, role="asserts", stated="2025")
        cite(source, actor=actor)
        cite(source, meeting=meeting)
        cite(source, proposal=proposal)
        cite(source, claim=claim)
        cite(source, position=position)
        cite(source, provision=provision)
        cite(source, outcome=outcome)
        cite(source, identification=identification)
        cite(source, discrepancy=discrepancy)
        cite(source, actor_name=alias)
        cite(source, affiliation=affiliation)
        cite(source, participation=participation)
        cite(source, voice=voice)


def test_lists_take_the_same_queries_for_3_rows_and_for_30(facts: Facts, editor: Client):
    def query_counts() -> dict[str, int]:
        counts = {}
        for model in FACTS:
            with CaptureQueriesContext(connection) as captured:
                assert editor.get(url(model, "changelist")).status_code == 200
            counts[str(model._meta.model_name)] = len(captured)
        return counts

    with revision(author="loader", kind=RevisionKind.SEED, reason="Three"):
        make_more(facts, range(3))
    few = query_counts()
    with revision(author="loader", kind=RevisionKind.SEED, reason="Thirty"):
        make_more(facts, range(3, 30))
    assert query_counts() == few
    assert max(few.values()) <= 12  # session, user, counts, rows, and one for each filter that lists facts
