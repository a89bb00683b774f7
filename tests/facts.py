"""Factories of facts for tests. Call them inside an open revision, such as `with editing():`."""

from contextlib import AbstractContextManager

from factbase.history.revision import revision
from factbase.models import Actor, Citation, Meeting, Position, Process, Proposal, Source, Topic
from factbase.vocabulary import RevisionKind


def editing(reason: str = "a test", kind: RevisionKind = RevisionKind.ADDITION) -> AbstractContextManager:
    return revision(author="tester", kind=kind, reason=reason)


def make_source(slug: str = "source", publisher: Actor | None = None) -> Source:
    """Create a source and, as its publisher needs a citation of it, the publisher too."""
    publisher = publisher or Actor.objects.create(
        slug=f"publisher-of-{slug}", name="Publisher", kind="media_organisation"
    )
    source = Source(
        slug=slug,
        title="A title",
        publisher=publisher,
        language="en",
        stated="2025-12-03",
        file_name=f"{slug}.txt",
        sha256=f"{abs(hash(slug)):064x}"[-64:],
        reliability="C",
    )
    source.work_out_dates()
    source.save()
    cite(publisher, source)
    return source


def cite(fact, source: Source, line: int = 1, **options) -> Citation:
    kind = {"actorname": "actor_name"}.get(fact._meta.model_name, fact._meta.model_name)
    return Citation.objects.create(
        **{kind: fact, "source": source, "line": line, "directness": "paraphrase", **options}
    )


def make_actor(slug: str, source: Source, kind: str = "state", **options) -> Actor:
    actor = Actor.objects.create(slug=slug, name=options.pop("name", slug.title()), kind=kind, **options)
    cite(actor, source)
    return actor


def _process() -> Process:
    return Process.objects.get_or_create(slug="process", defaults={"name": "Process"})[0]


def make_topic(slug: str = "topic", **options) -> Topic:
    process = options.pop("process", None) or _process()
    return Topic.objects.create(
        slug=slug, name=slug.title(), process=process, **{"proposition": "It happens", **options}
    )


def make_meeting(slug: str, source: Source, starts: str = "2025-12-02", **options) -> Meeting:
    defaults = {"process": _process(), "kind": "talks", "status": "held"}
    meeting = Meeting(slug=slug, title=slug.title(), starts=starts, **{**defaults, **options})
    meeting.work_out_dates()
    meeting.save()
    cite(meeting, source)
    return meeting


def make_proposal(slug: str, source: Source, stated: str = "2025-11-20", **options) -> Proposal:
    defaults = {"process": _process(), "status": "draft"}
    proposal = Proposal(slug=slug, name=slug.title(), stated=stated, **{**defaults, **options})
    proposal.work_out_dates()
    proposal.save()
    cite(proposal, source)
    return proposal


def make_position(slug: str, topic: Topic, holder: Actor, source: Source, **options) -> Position:
    position = Position(
        slug=slug,
        topic=topic,
        holder=holder,
        **{
            "stance": "supports",
            "summary": f"What {slug} says.",
            "speech_act": "asserts",
            "attribution": "self_declared",
            "stated": "2025-12-03",
            **options,
        },
    )
    position.work_out_dates()
    position.save()
    cite(position, source)
    return position
