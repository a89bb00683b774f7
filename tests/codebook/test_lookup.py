"""Lookups in the codebook, and checks of its statements about the published facts."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps

from factbase.codebook import choices_help, codebook, definition, described, entry
from factbase.codebook.required_terms import enums
from factbase.models import Actor, Meeting, Position
from factbase.vocabulary import Comparison, Credibility, Finding, NameMatch, ReasonCode, RevisionKind, Stance, Verb

VALUES = [(known, value) for known in codebook().enums.values() for value in known.values]
IDS = [f"{known.slug}.{value.value}" for known, value in VALUES]


def values_at(answer: Any, path: list[str]) -> Iterator[Any]:
    """Yield the values at a path of an answer, in each item of the lists on the path."""
    if isinstance(answer, list):
        for item in answer:
            yield from values_at(item, path)
    elif not path:
        yield answer
    else:
        yield from values_at(answer[path[0]], path[1:])


@pytest.mark.parametrize(("known", "value"), VALUES, ids=IDS)
def test_each_example_is_a_fact_that_has_the_value(seeded, get, known, value):
    if value.example is None:
        return
    response = get(f"/api/v1/{value.example.resource}/{value.example.slug}/")
    assert response.status_code == 200
    assert value.value in list(values_at(response.json(), value.example.field.split(".")))


def fields_of(values: list) -> list:
    """Return the model fields whose choices are the values of an enum."""
    models = [model for model in apps.get_app_config("factbase").get_models() if model.__name__ != "Revision"]
    fields = [field for model in models for field in model._meta.concrete_fields if field.choices]
    return [field for field in fields if [value for value, _ in field.flatchoices if value not in ("", None)] == values]


@pytest.mark.parametrize("enum", enums().values(), ids=enums())
def test_no_published_fact_has_a_value_without_an_example(seeded, enum):
    without_example = [value.value for value in entry(enum).values if value.no_example]
    published = {
        value
        for field in fields_of(enum.values)
        for value in field.model._default_manager.filter(**{f"{field.name}__in": without_example}).values_list(
            field.name, flat=True
        )
    }
    assert published == set(), "published facts have these values now: choose one as the example"


def test_the_enums_without_a_model_field_are_known():
    """The test above checks only enums that a model field has."""
    others = (Comparison, Finding, NameMatch, ReasonCode, RevisionKind, Verb)
    assert {name for name, enum in enums().items() if not fields_of(enum.values)} == {e.__name__ for e in others}


def test_no_two_enums_have_the_same_values():
    """The enum of a field is identified by the values of its choices."""
    assert len({tuple(enum.values) for enum in enums().values()}) == len(enums())


def test_each_term_in_backticks_exists():
    known = {str(value) for enum in enums().values() for value in enum.values}
    for model in apps.get_app_config("factbase").get_models():
        known |= {field.name for field in model._meta.get_fields()}
    texts = [known.definition for known in codebook().enums.values()]
    texts += [text for _, value in VALUES for text in (value.definition, value.rule, value.not_when)]
    named = set(re.findall(r"`([^`]+)`", " ".join(texts)))
    assert named - known == set()
    assert len(named) > 50


def test_each_scheme_is_used():
    everything = json.dumps([part.model_dump() for part in (*codebook().enums.values(), *codebook().entities.values())])
    unused = {name for name in codebook().schemes if f'"scheme": "{name}"' not in everything}
    assert unused == {"pa-x"}  # pax_code of topics refers to it


def test_a_definition_is_found_by_enum_or_name():
    assert definition(Stance, "opposes") == definition("Stance", Stance.OPPOSES)
    assert definition(Credibility, 6).startswith("There is no basis")
    with pytest.raises(KeyError):
        definition("Stance", "maybe")
    with pytest.raises(KeyError):
        entry("Colour")


def test_an_enum_is_described_value_by_value():
    text = described(Stance)
    assert text.startswith("The side that a holder takes")
    assert [line.split("`")[1] for line in text.splitlines() if line.startswith("* ")] == Stance.values


@pytest.mark.parametrize(
    ("model", "field", "label"),
    [
        (Position, "stance", "No stance"),
        (Position, "condition_effect", "Gives up if"),  # may be blank
        (Meeting, "duration_qualifier", "Up to"),
    ],
)
def test_the_help_of_choices_has_their_definitions(model, field, label):
    help_text = choices_help(model._meta.get_field(field))
    assert help_text.startswith(model._meta.get_field(field).help_text.split("'")[0])
    assert f"<li><b>{label}</b>: " in help_text


def test_the_help_of_other_fields_is_their_help_text():
    assert choices_help(Actor._meta.get_field("name")) == Actor._meta.get_field("name").help_text
