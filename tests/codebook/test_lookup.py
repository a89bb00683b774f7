"""What the codebook is asked for, and whether what it says of the base is true."""

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
NAMED = [f"{known.slug}.{value.value}" for known, value in VALUES]


def at(answer: Any, path: list[str]) -> Iterator[Any]:
    """What stands at a path of an answer, in each item of the lists on the way."""
    if isinstance(answer, list):
        for item in answer:
            yield from at(item, path)
    elif not path:
        yield answer
    else:
        yield from at(answer[path[0]], path[1:])


@pytest.mark.parametrize(("known", "value"), VALUES, ids=NAMED)
def test_each_example_is_a_fact_that_has_the_value(seeded, get, known, value):
    if value.example is None:
        return
    response = get(f"/api/v1/{value.example.resource}/{value.example.slug}/")
    assert response.status_code == 200
    assert value.value in list(at(response.json(), value.example.field.split(".")))


def fields_of(values: list) -> list:
    """The model fields that hold the values of an enum."""
    models = [model for model in apps.get_app_config("factbase").get_models() if model.__name__ != "Revision"]
    fields = [field for model in models for field in model._meta.concrete_fields if field.choices]
    return [field for field in fields if [value for value, _ in field.flatchoices if value not in ("", None)] == values]


@pytest.mark.parametrize("enum", enums().values(), ids=enums())
def test_a_value_without_an_example_has_none_in_the_base(seeded, enum):
    lacking = [value.value for value in entry(enum).values if value.no_example]
    held = {
        value
        for field in fields_of(enum.values)
        for value in field.model._default_manager.filter(**{f"{field.name}__in": lacking}).values_list(
            field.name, flat=True
        )
    }
    assert held == set(), "the base has such facts now: choose one as the example"


def test_each_enum_but_those_of_history_and_of_answers_is_of_a_field():
    """So that the test above has something to look at."""
    others = {word.__name__ for word in (ReasonCode, RevisionKind, Verb, Comparison, Finding, NameMatch)}
    assert {name for name, enum in enums().items() if not fields_of(enum.values)} == others


def test_no_two_enums_have_the_same_values():
    """Choices of a field are told apart by their values alone."""
    assert len({tuple(enum.values) for enum in enums().values()}) == len(enums())


def test_each_word_that_a_text_names_exists():
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
    assert unused == {"pa-x"}  # topics point to it, in their pax_code


def test_definitions_are_asked_for_by_enum_or_name():
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
def test_the_hint_beside_choices_says_what_each_means(model, field, label):
    hint = choices_help(model._meta.get_field(field))
    assert hint.startswith(model._meta.get_field(field).help_text.split("'")[0])
    assert f"<li><b>{label}</b>: " in hint


def test_the_hint_beside_anything_else_is_its_help_text():
    assert choices_help(Actor._meta.get_field("name")) == Actor._meta.get_field("name").help_text
