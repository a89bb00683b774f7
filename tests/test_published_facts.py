"""Rules that all published facts must follow, including facts that are added later."""

import re
from collections import defaultdict
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import F

from factbase.models import Actor, ActorName, Citation, Claim, Meeting, Position, Source
from factbase.models.citation import CITED
from factbase.models.fields.edtf import Dated, Spanning

DOCUMENTS = Path(__file__).parents[2] / "shared" / "seed-documents"
"""The texts of the sources. They are not in this repository; tests that need them run only where the folder exists."""

MODELS = [m for m in apps.get_app_config("factbase").get_models() if not m._meta.db_table.endswith("_history")]


@pytest.mark.parametrize("kind", CITED)
def test_no_fact_is_uncited(seeded, kind):
    model = Citation._meta.get_field(kind).related_model
    assert model.objects.exists()
    assert not model.objects.filter(citations__isnull=True).exists()


def test_no_actor_is_an_orphan(seeded):
    """Every actor holds a position, speaks, attends, publishes, or belongs to something."""
    parts = {"names", "citations"}
    relations = [r for r in Actor._meta.related_objects if r.get_accessor_name() not in parts and r.related_name != "+"]
    orphans = [
        actor.slug
        for actor in Actor.objects.all()
        if not any(r.related_model.objects.filter(**{r.field.name: actor}).exists() for r in relations)
    ]
    assert orphans == []


def test_no_name_belongs_to_two_actors(seeded):
    owners = defaultdict(set)
    for slug, name in Actor.objects.values_list("slug", "name"):
        owners[name.casefold()].add(slug)
    for slug, name in ActorName.objects.values_list("actor__slug", "name"):
        owners[name.casefold()].add(slug)
    assert {name: slugs for name, slugs in owners.items() if len(slugs) > 1} == {}


@pytest.mark.parametrize("model", [Position, Claim])
def test_no_statement_is_later_than_its_source(seeded, model):
    late = model.objects.filter(stated_earliest__gt=F("citations__source__stated_latest"))
    assert list(late.values_list("slug", flat=True)) == []


def test_every_meeting_has_a_date_or_a_date_note(seeded):
    assert not Meeting.objects.filter(starts="", date_note="").exists()


@pytest.mark.parametrize("model", [m for m in MODELS if issubclass(m, Dated | Spanning)])
def test_stored_days_match_the_edtf_dates(seeded, model):
    days = [f.name for f in model._meta.local_fields if f.name.endswith(("earliest", "latest"))]
    assert days
    for fact in model.objects.all():
        stored = [getattr(fact, day) for day in days]
        fact.work_out_dates()
        assert [getattr(fact, day) for day in days] == stored, fact


@pytest.mark.parametrize("model", [m for m in MODELS if hasattr(m, "date_basis")])
def test_every_date_that_is_not_stated_has_a_date_note(seeded, model):
    without_note = model.objects.exclude(date_basis="stated").filter(date_note="")
    assert [str(fact.pk) for fact in without_note] == []


def test_only_dates_are_known_from_outside(seeded):
    for field in ("publisher", "original_publisher", "agency"):
        assert not Source.objects.filter(**{f"{field}_basis": "external"}).exists()


def test_quotes_are_short(seeded):
    for quote in Citation.objects.exclude(quote="").values_list("quote", flat=True):
        assert len(quote.split()) <= 12


def test_claims_have_a_voice(seeded):
    assert not Claim.objects.filter(voices__isnull=True).exists()


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.replace("’", "'").lower())


def own_texts():
    """Yield every text that editors wrote about a fact, with its field. Titles of sources and quotes are left out."""
    written = {"summary", "description", "note", "date_note", "condition", "reason", "followed", "title"}
    for model in MODELS:
        headlines = {"title"} if model is Source else set()
        for name in {field.name for field in model._meta.local_fields} & written - headlines:
            for text in model.objects.exclude(**{name: ""}).values_list(name, flat=True):
                yield f"{model.__name__}.{name}", text


@pytest.mark.parametrize("document", sorted(DOCUMENTS.glob("*.txt")), ids=lambda path: path.stem[:3])
def test_no_text_of_ours_shares_eight_words_in_a_row_with_a_document(seeded, document):
    theirs = words(document.read_text())
    sequences = {tuple(theirs[i : i + 8]) for i in range(len(theirs) - 7)}
    for field, text in own_texts():
        ours = words(text)
        for i in range(len(ours) - 7):
            assert tuple(ours[i : i + 8]) not in sequences, f"{field}: {' '.join(ours[i : i + 8])}"
