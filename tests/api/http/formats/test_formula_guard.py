"""Texts that a spreadsheet would run as a formula get an apostrophe in CSV."""

import pytest

from api.http.formats.csv import Table
from api.v1.entities.topic import TopicSerializer


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_every_start_of_a_formula_is_escaped(start):
    lines = list(Table(TopicSerializer(), frozenset({"name"})).lines([{"name": f"{start}cmd"}]))
    assert lines[1].strip("\r\n").strip('"') == f"'{start}cmd".strip("\n")


def test_other_texts_stay_as_they_are():
    lines = list(Table(TopicSerializer(), frozenset({"name"})).lines([{"name": "a=b"}]))
    assert lines[1].strip() == "a=b"
