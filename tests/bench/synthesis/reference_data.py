"""Synthetic records that positions refer to: a process, topics, actors with names and roles, sources."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from factbase.models import Actor, ActorName, Affiliation, Process, Source, Topic
from factbase.vocabulary import ActorKind

from .copy_buffer import CopyBuffer, Table, line
from .evidence import Evidence, citing, dates
from .revisions import RevisionPlan
from .word_list import WordList, cyrillic, with_diacritics

BATCH = 5000

PROCESS = Table(Process, ("slug", "name", "description"))
TOPIC = Table(Topic, ("slug", "process_id", "name", "proposition", "description", "broader_id", "pax_code"))
ACTOR = Table(Actor, ("slug", "name", "kind", "anonymous", "country", "wikidata", "description"))
ACTOR_NAME = Table(ActorName, ("actor_id", "name", "kind", "language", "script"))
DATED = ("stated", "stated_earliest", "stated_latest", "date_basis", "date_note")
AFFILIATION = Table(Affiliation, (*DATED, "member_id", "organisation_id", "role", "official", "starts", "ends"))
SOURCE = Table(
    Source,
    (
        *DATED,
        *("slug", "title", "publisher_id", "publisher_basis", "original_publisher_id", "original_publisher_basis"),
        *("agency_id", "agency_basis", "author", "language", "place_line", "url", "rights", "file_name", "sha256"),
        "reliability",
    ),
)
POWERS = (ActorKind.STATE, ActorKind.STATE, ActorKind.GOVERNMENT_BODY, ActorKind.ALLIANCE, ActorKind.GROUP)
ROLES = ("envoy", "minister", "spokesperson", "adviser", "president", "negotiator")


@dataclass(frozen=True)
class Scale:
    """Numbers of records by number of positions. Actor ids are in order: powers (states, bodies), persons, media."""

    positions: int

    @property
    def topics(self) -> int:
        return min(240, 20 + self.positions // 1000)

    @property
    def actors(self) -> int:
        return 40 + self.positions // 50

    @property
    def powers(self) -> int:
        return self.actors // 4

    @property
    def holders(self) -> int:
        """The number of powers and persons."""
        return self.actors - self.actors // 10

    @property
    def sources(self) -> int:
        return 20 + self.positions // 8

    @property
    def meetings(self) -> int:
        return 10 + self.positions // 50

    @property
    def proposals(self) -> int:
        return 5 + self.positions // 500

    @property
    def claims(self) -> int:
        return 10 + self.positions // 20


class ReferenceData:
    """Writer of these records, in the first revision; later revisions correct some actors."""

    def __init__(self, scale: Scale, seed: int, words: WordList, plan: RevisionPlan, evidence: Evidence) -> None:
        self.scale, self.words, self.plan, self.evidence = scale, words, plan, evidence
        self.rng = Random(f"{seed} registry")
        self.dates = dates(self.rng, 2000)
        self.has_proposition = [rank % 9 != 8 for rank in range(scale.topics)]
        """For each topic, True if it has a proposition: without one only `no_stance` is possible."""

    def write(self, buffer: CopyBuffer) -> Iterator[None]:
        """Add all rows; yield after each batch so that the caller can take it."""
        pk = buffer.add_row(PROCESS, 1, "synthetic-process", "Synthetic process", "An invented peace process.")
        buffer.add_slug("process", "synthetic-process", pk, 1)
        buffer.add_change(1, "process", pk)
        self._topics(buffer)
        for first in range(1, self.scale.actors + 1, BATCH):
            self._actors(buffer, range(first, min(first + BATCH, self.scale.actors + 1)))
            yield
        for first in range(1, self.scale.sources + 1, BATCH):
            self._sources(buffer, range(first, min(first + BATCH, self.scale.sources + 1)))
            yield

    def _topics(self, buffer: CopyBuffer) -> None:
        names = self.words.phrases(self.rng, self.scale.topics, 2, 4)
        for pk, (name, with_proposition) in enumerate(zip(names, self.has_proposition, strict=True), start=1):
            broader = self.rng.randrange(1, pk) if pk > 10 and pk % 3 == 0 else None
            proposition = f"{name.capitalize()} is agreed." if with_proposition else ""
            slug = f"topic-{pk}"
            buffer.add_row(TOPIC, 1, slug, 1, f"{name.capitalize()} {pk}", proposition, "", broader, "")
            buffer.add_slug("topic", slug, pk, 1)
            buffer.add_change(1, "topic", pk)

    def _actors(self, buffer: CopyBuffer, numbers: range) -> None:
        rng = self.rng
        descriptions = self.words.phrases(rng, 200, 3, 8)
        for pk, name in zip(numbers, self.words.names(rng, len(numbers)), strict=True):
            slug = f"{name.lower().replace(' ', '-')}-{pk}"
            kind, country = self._kind(pk)
            before = (slug, name, kind, False, country, f"Q{pk}" if pk % 3 else "")
            versions = [(1, line(*before, rng.choice(descriptions)))]
            if rng.random() < 0.1:
                for number in self.plan.corrections_after(1, 2, rng):
                    versions.append((number, line(*before, f"{rng.choice(descriptions)}, {number}")))
            buffer.add_versions(ACTOR, versions)
            buffer.add_slug("actor", slug, pk, 1)
            for number, _ in versions:
                buffer.add_change(number, "actor", pk)
            self.evidence.cite(buffer, citing("actor_id"), pk, 1, rng)
            self._names(buffer, pk, name)
            if kind == ActorKind.PERSON:
                self._role(buffer, pk)

    def _kind(self, pk: int) -> tuple[ActorKind, str]:
        if pk > self.scale.holders:
            return ActorKind.MEDIA, ""
        if pk > self.scale.powers:
            return ActorKind.PERSON, ""
        country = "".join(self.rng.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=2))
        return POWERS[pk % len(POWERS)], country

    def _names(self, buffer: CopyBuffer, actor: int, name: str) -> None:
        names = [
            (cyrillic(name), "transliteration", "uk", "Cyrl"),
            (with_diacritics(name), "transliteration", "cs", "Latn"),
            (f"{name[:2]}{name[3:]} {name.split()[-1]}", "alias", "", "Latn"),
        ]
        for other in names[: self.rng.choice((1, 2, 3, 3))]:
            pk = buffer.add_row(ACTOR_NAME, 1, actor, *other)
            self.evidence.cite(buffer, citing("actor_name_id"), pk, 1, self.rng)

    def _role(self, buffer: CopyBuffer, actor: int) -> None:
        organisation = self.rng.randint(1, self.scale.powers)
        pk = buffer.add_row(
            AFFILIATION, 1, self.rng.choice(self.dates), actor, organisation, self.rng.choice(ROLES), True, "", ""
        )
        self.evidence.cite(buffer, citing("affiliation_id"), pk, 1, self.rng)

    def _sources(self, buffer: CopyBuffer, numbers: range) -> None:
        rng, scale = self.rng, self.scale
        for pk, title in zip(numbers, self.words.phrases(rng, len(numbers), 5, 11), strict=True):
            slug = f"source-{pk}"
            publisher = rng.randint(scale.holders + 1, scale.actors)
            agency = rng.randint(scale.holders + 1, scale.actors) if pk % 4 == 0 else None
            buffer.add_row(
                SOURCE,
                1,
                rng.choice(self.dates),
                *(slug, title.capitalize(), publisher, "stated", None, "", agency, "stated" if agency else "", ""),
                *(rng.choice(("en", "en", "uk", "ru", "de")), "", f"https://example.org/{slug}", "", f"{slug}.txt"),
                *(f"{pk:064x}", rng.choice("AABBBCCDEF")),
            )
            buffer.add_slug("source", slug, pk, 1)
            buffer.add_change(1, "source", pk)
