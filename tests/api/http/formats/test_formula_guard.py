"""Texts that a spreadsheet would run as a formula get an apostrophe in CSV."""

import json

import pytest

from api.http.formats.csv import Table
from api.v1.entities.topic import TopicSerializer


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_every_start_of_a_formula_is_escaped(start):
    assert _cell(f"{start}cmd").strip('"') == f"'{start}cmd"


def test_other_texts_stay_as_they_are():
    assert _cell("a=b") == "a=b"


def _cell(name: str) -> str:
    """Return the cell of a topic's name, read from CSV."""
    lines = list(Table(TopicSerializer(), frozenset({"name"})).lines([json.dumps({"name": name})]))
    return lines[1].decode().removesuffix("\r\n")
