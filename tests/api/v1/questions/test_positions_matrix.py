"""The matrix: actors by topics, with the stances in force on a day."""

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
    """The stances of each cell, of all pages in both directions."""
    found = {}
    for across in follow(get, URL, "next_topics", **parameters):
        for page in [across, *(follow(get, across["next"], "next") if across["next"] else [])]:
            for actor, row in page["cells"].items():
                found |= {(actor, topic): cell["in_force"] for topic, cell in row.items()}
    return found


@pytest.mark.parametrize("day", ["2025-11-28", "2025-12-03", "2025-12-15", "2007-01-01"])
def test_a_cell_has_what_the_list_says_is_in_force(seeded, get, day):
    listed = {}
    for page in follow(get, "/api/v1/positions/", "next", in_force_on=day, page_size=50):
        for position in page["results"]:
            pair = position["holder"]["slug"], position["topic"]["slug"]
            listed.setdefault(pair, set()).add(position["slug"])
    for sizes in ({"page_size": 200, "topics_size": 100}, {"page_size": 2, "topics_size": 3}):
        found = cells(get, in_force_on=day, **sizes)
        assert {pair: {stance["slug"] for stance in stances} for pair, stances in found.items()} == listed


def test_ukraine_moves_between_3_and_15_december(seeded, get):
    pair = "ukraine", "nato-membership"
    [before], [after] = (cells(get, in_force_on=day)[pair] for day in ("2025-12-03", "2025-12-15"))
    assert (before["stance"], before["stated"]) == ("supports", "../2025-12-03")
    assert (after["stance"], after["condition_effect"], after["stated"]) == ("conditional", "gives_up_if", "2025-12-14")


def test_rows_and_columns_stay_the_same_on_all_pages(seeded, get):
    whole = get(URL, in_force_on="2025-12-15", page_size=200, topics_size=100).json()
    rows = [page["actors"] for page in follow(get, URL, "next", in_force_on="2025-12-15", page_size=2)]
    columns = [page["topics"] for page in follow(get, URL, "next_topics", in_force_on="2025-12-15", topics_size=3)]
    assert list(chain(*rows)) == whole["actors"]
    assert list(chain(*columns)) == whole["topics"]
    assert all(topic["proposition"] for topic in whole["topics"])
    assert {actor["slug"] for actor in whole["actors"]} == whole["cells"].keys()


def test_a_stance_on_a_version_is_told_apart(scratch, get):
    with editing():
        topic, russia = Topic.objects.get(slug="nato-membership"), Actor.objects.get(slug="russia")
        source, plan = Position.objects.first().citations.first().source, Proposal.objects.get(slug="us-28-point-plan")
        make_position("russia-on-a-version", topic, russia, source, stated="2025-12-01", proposal=plan)
    asked = {"actor": "russia", "topic": "nato-membership", "in_force_on": "2025-12-15"}
    cell = get(URL, **asked).json()["cells"]["russia"]["nato-membership"]
    assert [stance["proposal"] and stance["proposal"]["slug"] for stance in cell["in_force"]] == [None, plan.slug]
    assert cell["differing"] is False
    [stance] = get(URL, proposal=plan.slug, **asked).json()["cells"]["russia"]["nato-membership"]["in_force"]
    assert stance["slug"] == "russia-on-a-version"
    [row] = csv.DictReader(io.StringIO(get(URL, format="csv", proposal=plan.slug, **asked).content.decode()))
    assert row["nato-membership.position"] == "russia-on-a-version"
    [row] = csv.DictReader(io.StringIO(get(URL, format="csv", **asked).content.decode()))
    assert row["nato-membership"] == "opposes"


def test_speakers_who_differ_are_both_shown(scratch, get):
    with editing():
        topic, russia = Topic.objects.get(slug="nato-membership"), Actor.objects.get(slug="russia")
        source = Position.objects.first().citations.first().source
        for slug, stance in (("dmitry-peskov", "supports"), ("maria-zakharova", "opposes")):
            speaker = Actor.objects.get(slug=slug)
            make_position(f"{slug}-says", topic, russia, source, stated="2025-12-20", stance=stance, speaker=speaker)
    asked = {"actor": "russia", "topic": "nato-membership", "in_force_on": "2025-12-20"}
    cell = get(URL, **asked).json()["cells"]["russia"]["nato-membership"]
    assert cell["differing"] is True
    assert {(s["speaker"]["slug"], s["stance"]) for s in cell["in_force"]} == {
        ("dmitry-peskov", "supports"),
        ("maria-zakharova", "opposes"),
    }
    [row] = csv.DictReader(io.StringIO(get(URL, format="csv", **asked).content.decode()))
    assert row["nato-membership"] == "opposes|supports"
    assert row["nato-membership.position"] == "maria-zakharova-says|dmitry-peskov-says"


def test_csv_tells_where_the_other_topics_are(seeded, get):
    asked = {"in_force_on": "2025-12-15", "topics_size": 3, "format": "csv"}
    first = get(URL, **asked)
    [link] = re.findall(r'<([^>]+)>; rel="next"; title="topics"', first.headers["Link"])
    second = get(link)
    heads = [response.content.decode().splitlines()[0].split(",")[1:] for response in (first, second)]
    assert len(heads[0]) == len(heads[1]) == 12
    assert not set(heads[0]) & set(heads[1])


def test_csv_has_a_row_an_actor_and_columns_that_stay(seeded, get):
    asked = {"in_force_on": "2025-12-15", "page_size": 3}
    page, response = get(URL, **asked).json(), get(URL, format="csv", **asked)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert '; rel="next"; title="actors"' in response.headers["Link"]
    assert b"\r\n" in response.content
    head, *rows = csv.reader(io.StringIO(response.content.decode()))
    suffixes = ("", ".condition", ".stated", ".position")
    assert head == ["actor", *(topic["slug"] + suffix for topic in page["topics"] for suffix in suffixes)]
    assert [row[0] for row in rows] == [actor["slug"] for actor in page["actors"]]
    for row in rows:
        told = dict(zip(head, row, strict=True))
        for topic in page["topics"]:
            cell = page["cells"].get(row[0], {}).get(topic["slug"], {"in_force": []})
            expected = [stance["stance"] for stance in cell["in_force"] if stance["proposal"] is None]
            assert told[topic["slug"]] == "|".join(expected)


def test_csv_can_be_of_stances_alone(seeded, get):
    response = get(URL, in_force_on="2025-12-15", topic="nato-membership", format="csv", fields="stance")
    told = {row["actor"]: row["nato-membership"] for row in csv.DictReader(io.StringIO(response.content.decode()))}
    assert told["ukraine"] == "conditional"
    assert set(told.values()) <= {"supports", "conditional", "undecided", "opposes", ""}


def test_narrower_topics_are_columns_on_request(seeded, get):
    columns = lambda **p: [topic["slug"] for topic in get(URL, topic="territory", **p).json()["topics"]]  # noqa: E731
    assert columns() == ["territory"]
    assert columns(include_narrower="true") == ["donbas", "territory", "zaporizhia-and-kherson"]


def test_keys_of_stances_can_be_chosen(seeded, get):
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
def test_what_is_not_known_is_refused(seeded, get, name, value, suggestion):
    [error] = problem(get(URL, **{name: value}), 400)["errors"]
    assert (error["parameter"], error.get("suggestion")) == (name, suggestion)


def test_a_cursor_belongs_to_its_direction_filters_and_day(seeded, get):
    asked = {"in_force_on": "2025-12-15", "page_size": 1, "topics_size": 1}
    first = get(URL, **asked).json()
    rows, columns = (
        parse_qs(urlsplit(first[link]).query)[name][0]
        for link, name in (("next", "cursor"), ("next_topics", "topics_cursor"))
    )
    assert get(URL, **asked, cursor=rows, topics_cursor=columns).status_code == 200
    assert get(URL, **asked, cursor=columns).status_code == 400
    assert get(URL, **asked, topics_cursor=rows).status_code == 400
    for other in ({"in_force_on": "2025-12-14"}, {"actor": "russia"}, {"include_narrower": "true"}):
        assert get(URL, **asked | other, cursor=rows).status_code == 400
        assert get(URL, **asked | other, topics_cursor=columns).status_code == 400


def test_an_empty_base_has_an_empty_matrix(blank, get):
    page = get(URL).json()
    assert (page["topics"], page["actors"], page["cells"], page["next"]) == ([], [], {}, None)


def test_the_past_is_empty_too(seeded, get):
    assert get(URL, as_of="0").json()["cells"] == {}
    past, present = (get(URL, in_force_on="2025-12-15", **asked).json() for asked in ({"as_of": "1"}, {}))
    assert past["cells"] == present["cells"]


def test_the_etag_names_the_day(seeded, get):
    response = get(URL)
    assert response.json()["in_force_on"] in response.headers["ETag"]
    assert get(URL, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
