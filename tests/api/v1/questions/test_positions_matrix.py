"""Tests of the positions matrix: actors by topics, with the stances in force on a day."""

import csv
import io
import re
from itertools import chain
from urllib.parse import parse_qs, urlsplit

import pytest

from factbase.models import Actor, Position, Proposal, Topic
from tests.api.http.request.test_pagination import follow
from tests.api.http.test_problems import problem
from tests.facts import editing, make_position

URL = "/api/v1/positions/matrix/"


def cells(get, **parameters) -> dict[tuple[str, str], list[dict]]:
    """Return the stances of each cell, from all pages in both directions."""
    result = {}
    for first in follow(get, URL, "next_topics", **parameters):
        for page in [first, *(follow(get, first["next"], "next") if first["next"] else [])]:
            for actor, row in page["cells"].items():
                result |= {(actor, topic): cell["in_force"] for topic, cell in row.items()}
    return result


@pytest.mark.parametrize("day", ["2025-11-28", "2025-12-03", "2025-12-15", "2007-01-01"])
def test_cells_equal_the_list_of_stances_in_force(seeded, get, day):
    listed = {}
    for page in follow(get, "/api/v1/positions/", "next", in_force_on=day, page_size=50):
        for position in page["results"]:
            pair = position["holder"]["slug"], position["topic"]["slug"]
            listed.setdefault(pair, set()).add(position["slug"])
    for sizes in ({"page_size": 200, "topics_size": 100}, {"page_size": 2, "topics_size": 3}):
        matrix = cells(get, in_force_on=day, **sizes)
        assert {pair: {stance["slug"] for stance in stances} for pair, stances in matrix.items()} == listed


def test_ukraine_moves_between_3_and_15_december(seeded, get):
    pair = "ukraine", "nato-membership"
    [before], [after] = (cells(get, in_force_on=day)[pair] for day in ("2025-12-03", "2025-12-15"))
    assert (before["stance"], before["stated"]) == ("supports", "../2025-12-03")
    assert (after["stance"], after["condition_effect"], after["stated"]) == ("conditional", "gives_up_if", "2025-12-14")


def test_rows_and_columns_are_the_same_on_all_pages(seeded, get):
    whole = get(URL, in_force_on="2025-12-15", page_size=200, topics_size=100).json()
    rows = [page["actors"] for page in follow(get, URL, "next", in_force_on="2025-12-15", page_size=2)]
    columns = [page["topics"] for page in follow(get, URL, "next_topics", in_force_on="2025-12-15", topics_size=3)]
    assert list(chain(*rows)) == whole["actors"]
    assert list(chain(*columns)) == whole["topics"]
    assert all(topic["proposition"] for topic in whole["topics"])
    assert {actor["slug"] for actor in whole["actors"]} == whole["cells"].keys()


def test_cells_separate_stances_on_versions(scratch, get):
    with editing():
        topic, russia = Topic.objects.get(slug="nato-membership"), Actor.objects.get(slug="russia")
        source, plan = Position.objects.first().citations.first().source, Proposal.objects.get(slug="us-28-point-plan")
        make_position("russia-on-a-version", topic, russia, source, stated="2025-12-01", proposal=plan)
    params = {"actor": "russia", "topic": "nato-membership", "in_force_on": "2025-12-15"}
    cell = get(URL, **params).json()["cells"]["russia"]["nato-membership"]
    assert [stance["proposal"] and stance["proposal"]["slug"] for stance in cell["in_force"]] == [None, plan.slug]
    assert cell["differing"] is False
    [stance] = get(URL, proposal=plan.slug, **params).json()["cells"]["russia"]["nato-membership"]["in_force"]
    assert stance["slug"] == "russia-on-a-version"
    [row] = csv.DictReader(io.StringIO(get(URL, format="csv", proposal=plan.slug, **params).content.decode()))
    assert row["nato-membership.position"] == "russia-on-a-version"
    [row] = csv.DictReader(io.StringIO(get(URL, format="csv", **params).content.decode()))
    assert row["nato-membership"] == "opposes"


def test_stances_of_differing_speakers_are_both_shown(scratch, get):
    with editing():
        topic, russia = Topic.objects.get(slug="nato-membership"), Actor.objects.get(slug="russia")
        source = Position.objects.first().citations.first().source
        for slug, stance in (("dmitry-peskov", "supports"), ("maria-zakharova", "opposes")):
            speaker = Actor.objects.get(slug=slug)
            make_position(f"{slug}-says", topic, russia, source, stated="2025-12-20", stance=stance, speaker=speaker)
    params = {"actor": "russia", "topic": "nato-membership", "in_force_on": "2025-12-20"}
    cell = get(URL, **params).json()["cells"]["russia"]["nato-membership"]
    assert cell["differing"] is True
    assert {(s["speaker"]["slug"], s["stance"]) for s in cell["in_force"]} == {
        ("dmitry-peskov", "supports"),
        ("maria-zakharova", "opposes"),
    }
    [row] = csv.DictReader(io.StringIO(get(URL, format="csv", **params).content.decode()))
    assert row["nato-membership"] == "opposes|supports"
    assert row["nato-membership.position"] == "maria-zakharova-says|dmitry-peskov-says"


def test_csv_links_the_next_topics(seeded, get):
    params = {"in_force_on": "2025-12-15", "topics_size": 3, "format": "csv"}
    first = get(URL, **params)
    [link] = re.findall(r'<([^>]+)>; rel="next"; title="topics"', first.headers["Link"])
    second = get(link)
    heads = [response.content.decode().splitlines()[0].split(",")[1:] for response in (first, second)]
    assert len(heads[0]) == len(heads[1]) == 12
    assert not set(heads[0]) & set(heads[1])


def test_csv_has_one_row_per_actor(seeded, get):
    params = {"in_force_on": "2025-12-15", "page_size": 3}
    page, response = get(URL, **params).json(), get(URL, format="csv", **params)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert '; rel="next"; title="actors"' in response.headers["Link"]
    assert b"\r\n" in response.content
    head, *rows = csv.reader(io.StringIO(response.content.decode()))
    suffixes = ("", ".condition", ".stated", ".position")
    assert head == ["actor", *(topic["slug"] + suffix for topic in page["topics"] for suffix in suffixes)]
    assert [row[0] for row in rows] == [actor["slug"] for actor in page["actors"]]
    for row in rows:
        values = dict(zip(head, row, strict=True))
        for topic in page["topics"]:
            cell = page["cells"].get(row[0], {}).get(topic["slug"], {"in_force": []})
            expected = [stance["stance"] for stance in cell["in_force"] if stance["proposal"] is None]
            assert values[topic["slug"]] == "|".join(expected)


def test_csv_with_stances_only(seeded, get):
    response = get(URL, in_force_on="2025-12-15", topic="nato-membership", format="csv", fields="stance")
    stances = {row["actor"]: row["nato-membership"] for row in csv.DictReader(io.StringIO(response.content.decode()))}
    assert stances["ukraine"] == "conditional"
    assert set(stances.values()) <= {"supports", "conditional", "undecided", "opposes", ""}


def test_include_narrower_adds_columns(seeded, get):
    columns = lambda **p: [topic["slug"] for topic in get(URL, topic="territory", **p).json()["topics"]]  # noqa: E731
    assert columns() == ["territory"]
    assert columns(include_narrower="true") == ["donbas", "territory", "zaporizhia-and-kherson"]


def test_fields_selects_keys_of_stances(seeded, get):
    page = get(URL, topic="nato-membership", actor="ukraine", in_force_on="2025-12-15", fields="stance,speaker.slug")
    [stance] = page.json()["cells"]["ukraine"]["nato-membership"]["in_force"]
    assert stance == {"stance": "conditional", "speaker": {"slug": "volodymyr-zelenskyy"}}


@pytest.mark.parametrize(
    ("name", "value", "suggestion"),
    [
        ("actor", "ukrane", "ukraine"),
        ("topic", "nato-membrship", "nato-membership"),
        ("proposal", "us-28-point-pla", "us-28-point-plan"),
        ("process", "ukraine-peace-talk", "ukraine-peace-talks"),
        ("actor", "🕊️", None),
        ("actor", "سلام", None),
        ("actor", "x" * 10_000, None),
        ("cursor", "x", None),
        ("topics_cursor", "x", None),
        ("in_force_on", "3 Dec", None),
        ("topics_size", "101", None),
    ],
)
def test_errors_name_the_parameter_and_suggest(seeded, get, name, value, suggestion):
    [error] = problem(get(URL, **{name: value}), 400)["errors"]
    assert (error["parameter"], error.get("suggestion")) == (name, suggestion)


def test_a_cursor_is_bound_to_its_direction_filters_and_day(seeded, get):
    params = {"in_force_on": "2025-12-15", "page_size": 1, "topics_size": 1}
    first = get(URL, **params).json()
    rows, columns = (
        parse_qs(urlsplit(first[link]).query)[name][0]
        for link, name in (("next", "cursor"), ("next_topics", "topics_cursor"))
    )
    assert get(URL, **params, cursor=rows, topics_cursor=columns).status_code == 200
    assert get(URL, **params, cursor=columns).status_code == 400
    assert get(URL, **params, topics_cursor=rows).status_code == 400
    for other in ({"in_force_on": "2025-12-14"}, {"actor": "russia"}, {"include_narrower": "true"}):
        assert get(URL, **params | other, cursor=rows).status_code == 400
        assert get(URL, **params | other, topics_cursor=columns).status_code == 400


def test_an_empty_base_has_an_empty_matrix(blank, get):
    page = get(URL).json()
    assert (page["topics"], page["actors"], page["cells"], page["next"]) == ([], [], {}, None)


def test_as_of_revision_0_is_empty(seeded, get):
    assert get(URL, as_of="0").json()["cells"] == {}
    past, present = (get(URL, in_force_on="2025-12-15", **params).json() for params in ({"as_of": "1"}, {}))
    assert past["cells"] == present["cells"]


def test_the_etag_contains_the_day(seeded, get):
    response = get(URL)
    assert response.json()["in_force_on"] in response.headers["ETag"]
    assert get(URL, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
