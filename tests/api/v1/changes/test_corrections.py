"""Tests of corrections in JSON, Atom and JSON-LD."""

import re
from urllib.parse import parse_qs, urlsplit

import feedparser
import pytest
from pyld import jsonld

from factbase.history.revision import CORRECTING, Revision, revision
from factbase.history.withdraw import withdraw
from factbase.models import Claim, Identification, Meeting, Position
from factbase.vocabulary import ReasonCode, RevisionKind
from tests.api.http.test_problems import problem
from tests.facts import editing, make_actor, make_position, make_source, make_topic

CORRECTIONS = "/api/v1/corrections/"
ATOM = "application/atom+xml"
JSON_LD = "application/ld+json"


def correct() -> None:
    """Make four revisions: r1 adds two positions, r2 corrects one, r3 adds a third, and r4 withdraws the other."""
    with editing():
        source, topic = make_source(), make_topic()
        holder = make_actor("russia", source)
        for slug in ("said", "never-said"):
            make_position(slug, topic, holder, source)
    with revision(
        author="ada", reviewer="bob", kind="correction", reason_code="misattribution", reason="<It> & denied."
    ):
        Position.objects.filter(slug="said").update(stance="opposes")
    with editing("It moved."):
        make_position("said-later", topic, holder, source, stated="2025-12-15")
    with revision(author="eve", kind="withdrawal", reason_code="source_error", reason="The source took it back."):
        withdraw(Position.objects.get(slug="never-said"), "The source took it back.")


@pytest.fixture
def corrected(databases, blank_template):
    with databases.filled(blank_template, correct):
        yield


@pytest.fixture
def own_corrected(blank):
    """Use a separate database, for tests that write."""
    correct()


def slugs(get, **parameters) -> list[str]:
    return [correction["slug"] for correction in get(CORRECTIONS, **parameters).json()["results"]]


def test_corrections_are_listed_newest_first(corrected, get):
    body = get(CORRECTIONS).json()
    assert [(c["revision"], c["slug"], c["change"]) for c in body["results"]] == [
        (4, "never-said", "withdrawn"),
        (2, "said", "changed"),
    ]
    assert {c["kind"] for c in body["results"]} == set(CORRECTING)
    assert body["results"][1]["fields"] == [{"field": "stance", "before": "supports", "after": "opposes"}]
    assert body["results"][1]["reason"] == "<It> & denied."


def test_additions_are_not_corrections(corrected, get):
    assert "said-later" not in slugs(get)
    assert "said-later" in [c["slug"] for c in get("/api/v1/changes/", kind="addition").json()["results"]]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"reason_code": "misattribution"}, ["said"]),
        ({"reason_code": "date"}, []),
        ({"reason_code": "date,source_error"}, ["never-said"]),
        ({"resource": "positions"}, ["never-said", "said"]),
        ({"resource": "claims"}, []),
        ({"since": "2"}, ["never-said"]),
        ({"since": "4"}, []),
        ({"as_of": "3"}, ["said"]),
        ({"as_of": "1"}, []),
        ({"ordering": "revision"}, ["said", "never-said"]),
        ({"date_from": "2000-01-01"}, ["never-said", "said"]),
        ({"date_to": "2000-01-01"}, []),
    ],
)
def test_filters(corrected, get, params, expected):
    assert slugs(get, **params) == expected


def test_paging(corrected, get):
    first = get(CORRECTIONS, page_size=1).json()
    cursor = parse_qs(urlsplit(first["next"]).query)["cursor"][0]
    second = get(CORRECTIONS, page_size=1, cursor=cursor).json()
    assert [[c["slug"] for c in page["results"]] for page in (first, second)] == [["never-said"], ["said"]]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("query", "parameter", "suggestion"),
    [
        ("reason_code=translaton", "reason_code", "translation"),
        ("format=atm", "format", "atom"),
        ("format=json-ld", "format", "jsonld"),
        ("format=", "format", None),
        ("kind=addition", "kind", None),
    ],
)
def test_errors_name_the_parameter(corrected, client, query, parameter, suggestion):
    [error] = problem(client.get(f"{CORRECTIONS}?{query}"), 400)["errors"]
    assert (error["parameter"], error.get("suggestion")) == (parameter, suggestion)


def test_the_atom_feed_is_valid_and_complete(corrected, get):
    response = get(CORRECTIONS, format="atom")
    assert response.headers["Content-Type"].startswith(ATOM)
    feed = feedparser.parse(response.content)
    assert (feed.bozo, feed.version) == (False, "atom10")
    assert feed.feed.id == "http://testserver/api/v1/corrections/"
    assert feed.feed.updated_parsed == feed.entries[0].updated_parsed
    assert [entry.title for entry in feed.entries] == [
        "Withdrawn: positions/never-said",
        "Changed: positions/said (stance)",
    ]
    entry = feed.entries[1]
    assert (entry.author, entry.link) == ("ada", "http://testserver/api/v1/positions/said/")
    assert [link.href for link in entry.links if link.rel == "related"] == [f"{entry.link}history/"]
    assert {tag.term for tag in entry.tags} == {"positions", "correction", "misattribution"}
    text = re.sub(r"<[^>]+>", " ", entry.summary)
    assert "Correction (misattribution): &lt;It&gt; &amp; denied." in text  # escaped
    assert "stance: “supports” → “opposes”" in text
    time = Revision.objects.get(number=2).time
    assert entry.updated == time.isoformat()
    for url in (entry.link, f"{entry.link}history/"):
        assert get(urlsplit(url).path).status_code == 200


def test_entry_ids_are_permanent(own_corrected, get):
    def ids(**parameters) -> list[str]:
        return [entry.id for entry in feedparser.parse(get(CORRECTIONS, format="atom", **parameters).content).entries]

    before = ids()
    assert len(set(before)) == 2
    assert all(
        re.fullmatch(r"tag:testserver,\d{4}-\d\d-\d\d:/api/v1/positions/[-a-z]+/history//r\d", id) for id in before
    )
    with editing():
        Position.objects.filter(slug="said").update(slug="renamed-since")
    assert ids() == before == ids(page_size=1)[:1] + ids(since=1)[1:]


def test_a_feed_links_the_next_page_in_its_format(corrected, client):
    feed = feedparser.parse(client.get(f"{CORRECTIONS}?page_size=1", headers={"Accept": ATOM}).content)
    [next_url] = [link.href for link in feed.feed.links if link.rel == "next"]
    rest = client.get(next_url)
    assert rest.headers["Content-Type"].startswith(ATOM)
    assert [entry.title for entry in feedparser.parse(rest.content).entries] == ["Changed: positions/said (stance)"]


def test_an_empty_feed_is_stable(blank, get):
    first, second = (get(CORRECTIONS, format="atom") for _ in range(2))
    assert first.content == second.content
    feed = feedparser.parse(first.content)
    assert (feed.bozo, feed.entries, feed.feed.updated) == (False, [], "1970-01-01T00:00:00+00:00")


def test_changes_are_an_atom_feed_newest_first(corrected, get):
    feed = feedparser.parse(get("/api/v1/changes/", format="atom").content)
    assert not feed.bozo
    titles = [entry.title for entry in feed.entries]
    assert titles[0] == "Withdrawn: positions/never-said"
    assert titles[1] == "Added: positions/said-later"
    assert "stance: “supports”" in feed.entries[1].summary
    assert len({entry.id for entry in feed.entries}) == len(titles) == len(get("/api/v1/changes/").json()["results"])
    oldest = feedparser.parse(get("/api/v1/changes/", format="atom", ordering="revision").content).entries[0]
    assert oldest.title == "Added: actors/publisher-of-source"


def test_a_feed_supports_every_kind_of_record(seeded, get):
    """Identifications have no URL of their own; their links must work, too."""
    params = {"resource": "identifications,proposals", "page_size": 200}
    feed = feedparser.parse(get("/api/v1/changes/", format="atom", **params).content)
    assert not feed.bozo
    assert sum("identifications" in entry.title for entry in feed.entries) == Identification.objects.count()
    for entry in feed.entries:
        for link in entry.links:
            url = urlsplit(link.href)
            assert get(url.path, **{k: v[0] for k, v in parse_qs(url.query).items()}).status_code == 200


def test_json_ld_expands_to_schema_org(corrected, get):
    response = get(CORRECTIONS, format="jsonld")
    assert response.headers["Content-Type"] == JSON_LD

    def refuse_to_load(url, options):
        raise AssertionError(f"{url} was fetched from the internet")

    [feed] = jsonld.expand(response.json(), {"documentLoader": refuse_to_load})
    comments = feed["https://schema.org/dataFeedElement"]
    assert [comment["@type"] for comment in comments] == [["https://schema.org/CorrectionComment"]] * 2
    comment = {key.removeprefix("https://schema.org/"): value for key, value in comments[1].items()}
    assert comment["about"] == [{"@id": "http://testserver/api/v1/positions/said/"}]
    assert comment["url"] == [{"@id": "http://testserver/api/v1/positions/said/history/"}]
    assert comment["text"] == [
        {"@value": "Correction (misattribution): <It> & denied.\nstance: “supports” → “opposes”"}
    ]
    [created] = comment["dateCreated"]
    assert created["@type"] == "https://schema.org/DateTime"
    for role, name in (("author", "ada"), ("editor", "bob")):
        assert comment[role] == [
            {"@type": ["https://schema.org/Person"], "https://schema.org/name": [{"@value": name}]}
        ]
    assert comment["keywords"] == [{"@value": "misattribution"}]
    assert len({comment["@id"] for comment in comments}) == 2


def test_json_ld_links_the_next_page(corrected, client):
    response = client.get(f"{CORRECTIONS}?page_size=1", headers={"Accept": JSON_LD})
    [next_url] = re.findall(r'<([^>]+)>; rel="next"', response.headers["Link"])
    rest = client.get(next_url)
    assert rest.headers["Content-Type"] == JSON_LD
    assert [comment["name"] for comment in rest.json()["dataFeedElement"]] == ["Changed: positions/said (stance)"]


def test_a_correction_shows_in_every_response(scratch, get):
    """Every response that shows the stance has the old value with as_of, and the new one without."""
    slug, topic, holder, meeting = "rutte-on-nato-membership", "nato-membership", "nato", "moscow-talks"
    with editing():
        Position.objects.filter(slug=slug).update(meeting=Meeting.objects.get(slug=meeting))
    before = Revision.objects.count()
    reason = "He said something else."
    code = ReasonCode.TRANSLATION
    with revision(author="ada", kind=RevisionKind.CORRECTION, reason_code=code, reason=reason):
        Position.objects.filter(slug=slug).update(stance="opposes")

    def stances(**as_of) -> dict[str, str]:
        detail = get(f"/api/v1/positions/{slug}/", **as_of).json()
        listed = get("/api/v1/positions/", topic=topic, actor=holder, page_size=200, **as_of).json()["results"]
        groups = get(f"/api/v1/topics/{topic}/positions/by-actor/", in_force_on="2025-12-03", **as_of).json()["results"]
        [in_force] = [group["in_force"] for group in groups if group["actor"]["slug"] == holder]
        stated = get(f"/api/v1/meetings/{meeting}/", **as_of).json()["positions"]
        filtered = {
            stance: get("/api/v1/positions/", topic=topic, actor=holder, stance=stance, **as_of).json()["results"]
            for stance in ("undecided", "opposes")
        }
        return {
            "detail": detail["stance"],
            "list": next(row["stance"] for row in listed if row["slug"] == slug),
            "by-actor": next(row["stance"] for row in in_force if row["slug"] == slug),
            "meeting": next(row["stance"] for row in stated if row["slug"] == slug),
            "filter": next(stance for stance, rows in filtered.items() if slug in [row["slug"] for row in rows]),
        }

    assert set(stances().values()) == {"opposes"}
    assert set(stances(as_of=before).values()) == {"undecided"}
    [correction] = get(CORRECTIONS).json()["results"]
    assert (correction["slug"], correction["reason_code"], correction["reason"]) == (slug, "translation", reason)
    [entry] = feedparser.parse(get(CORRECTIONS, format="atom").content).entries
    assert slug in entry.title
    assert reason in entry.summary
    assert get(CORRECTIONS, as_of=before).json()["results"] == []


def test_a_record_with_many_parts_has_a_short_summary(scratch, get):
    with revision(author="ada", kind="withdrawal", reason_code="other", reason="No claim."):
        withdraw(Claim.objects.get(slug="capture-of-pokrovsk"), "No claim.")
    [entry] = feedparser.parse(get(CORRECTIONS, format="atom").content).entries
    assert "citations" in entry.summary
    assert len(entry.summary) < 1000


def test_characters_not_allowed_in_xml_are_replaced(own_corrected, get):
    unwritable = "".join(map(chr, [*range(1, 9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF]))
    with revision(author="a\x01da", kind="correction", reason_code="other", reason=f"No{unwritable}te"):
        Position.objects.filter(slug="said").update(summary=f"Sum\x0bmary {unwritable}", date_note="\x1f")
    for url in (CORRECTIONS, "/api/v1/changes/"):
        feed = feedparser.parse(get(url, format="atom").content)
        assert not feed.bozo
        assert "No\N{REPLACEMENT CHARACTER}" in feed.entries[0].summary
        assert feed.entries[0].author == "a\N{REPLACEMENT CHARACTER}da"
    assert get(CORRECTIONS).json()["results"][0]["reason"] == f"No{unwritable}te"
    assert get(CORRECTIONS, format="jsonld").status_code == 200
