"""Corrections: what was wrong, told to programs, to feed readers and in the words of schema.org."""

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


@pytest.fixture
def corrected(blank):
    """r1: two positions. r2: one is corrected. r3: more is known. r4: the other is withdrawn."""
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


def slugs(get, **parameters) -> list[str]:
    return [correction["slug"] for correction in get(CORRECTIONS, **parameters).json()["results"]]


def test_newest_first_and_nothing_but_corrections(corrected, get):
    body = get(CORRECTIONS).json()
    assert [(c["revision"], c["slug"], c["change"]) for c in body["results"]] == [
        (4, "never-said", "withdrawn"),
        (2, "said", "changed"),
    ]
    assert {c["kind"] for c in body["results"]} == set(CORRECTING)
    assert body["results"][1]["fields"] == [{"field": "stance", "before": "supports", "after": "opposes"}]
    assert body["results"][1]["reason"] == "<It> & denied."


def test_a_world_that_changed_is_no_correction(corrected, get):
    assert "said-later" not in slugs(get)
    assert "said-later" in [c["slug"] for c in get("/api/v1/changes/", kind="addition").json()["results"]]


@pytest.mark.parametrize(
    ("asked", "expected"),
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
def test_filters(corrected, get, asked, expected):
    assert slugs(get, **asked) == expected


def test_page_by_page(corrected, get):
    first = get(CORRECTIONS, page_size=1).json()
    following = parse_qs(urlsplit(first["next"]).query)
    second = get(CORRECTIONS, page_size=1, cursor=following["cursor"][0]).json()
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
def test_what_is_wrong_is_named(corrected, client, query, parameter, suggestion):
    [error] = problem(client.get(f"{CORRECTIONS}?{query}"), 400)["errors"]
    assert (error["parameter"], error.get("suggestion")) == (parameter, suggestion)


def test_the_feed_as_a_reader_sees_it(corrected, get):
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
    assert "Correction (misattribution): &lt;It&gt; &amp; denied." in text  # as text, not as an element
    assert "stance: “supports” → “opposes”" in text
    time = Revision.objects.get(number=2).time
    assert entry.updated == time.isoformat()
    for url in (entry.link, f"{entry.link}history/"):
        assert get(urlsplit(url).path).status_code == 200


def test_an_entry_keeps_its_id(corrected, get):
    def ids(**parameters) -> list[str]:
        return [entry.id for entry in feedparser.parse(get(CORRECTIONS, format="atom", **parameters).content).entries]

    now = ids()
    assert len(set(now)) == 2
    assert all(re.fullmatch(r"tag:testserver,\d{4}-\d\d-\d\d:/api/v1/positions/[-a-z]+/history//r\d", id) for id in now)
    with editing():
        Position.objects.filter(slug="said").update(slug="renamed-since")
    assert ids() == now == ids(page_size=1)[:1] + ids(since=1)[1:]


def test_a_feed_goes_on_in_its_format_however_it_was_asked_for(corrected, client):
    feed = feedparser.parse(client.get(f"{CORRECTIONS}?page_size=1", headers={"Accept": ATOM}).content)
    [following] = [link.href for link in feed.feed.links if link.rel == "next"]
    rest = client.get(following)
    assert rest.headers["Content-Type"].startswith(ATOM)
    assert [entry.title for entry in feedparser.parse(rest.content).entries] == ["Changed: positions/said (stance)"]


def test_a_feed_with_nothing_in_it_is_a_feed(blank, get):
    first, second = (get(CORRECTIONS, format="atom") for _ in range(2))
    assert first.content == second.content
    feed = feedparser.parse(first.content)
    assert (feed.bozo, feed.entries, feed.feed.updated) == (False, [], "1970-01-01T00:00:00+00:00")


def test_changes_are_a_feed_too_the_newest_first(corrected, get):
    feed = feedparser.parse(get("/api/v1/changes/", format="atom").content)
    assert not feed.bozo
    titles = [entry.title for entry in feed.entries]
    assert titles[0] == "Withdrawn: positions/never-said"
    assert titles[1] == "Added: positions/said-later"
    assert "stance: “supports”" in feed.entries[1].summary
    assert len({entry.id for entry in feed.entries}) == len(titles) == len(get("/api/v1/changes/").json()["results"])
    oldest = feedparser.parse(get("/api/v1/changes/", format="atom", ordering="revision").content).entries[0]
    assert oldest.title == "Added: actors/publisher-of-source"


def test_a_feed_takes_every_sort_of_record(seeded, get):
    """Identifications, which have no page of their own, among them; and each link leads somewhere."""
    asked = {"resource": "identifications,proposals", "page_size": 200}
    feed = feedparser.parse(get("/api/v1/changes/", format="atom", **asked).content)
    assert not feed.bozo
    assert sum("identifications" in entry.title for entry in feed.entries) == Identification.objects.count()
    for entry in feed.entries:
        for link in entry.links:
            address = urlsplit(link.href)
            assert get(address.path, **{k: v[0] for k, v in parse_qs(address.query).items()}).status_code == 200


def test_json_ld_as_a_machine_reads_it(corrected, get):
    response = get(CORRECTIONS, format="jsonld")
    assert response.headers["Content-Type"] == JSON_LD

    def no_internet(url, options):
        raise AssertionError(f"{url} was asked for")

    [feed] = jsonld.expand(response.json(), {"documentLoader": no_internet})
    comments = feed["https://schema.org/dataFeedElement"]
    assert [comment["@type"] for comment in comments] == [["https://schema.org/CorrectionComment"]] * 2
    told = {key.removeprefix("https://schema.org/"): value for key, value in comments[1].items()}
    assert told["about"] == [{"@id": "http://testserver/api/v1/positions/said/"}]
    assert told["url"] == [{"@id": "http://testserver/api/v1/positions/said/history/"}]
    assert told["text"] == [{"@value": "Correction (misattribution): <It> & denied.\nstance: “supports” → “opposes”"}]
    [created] = told["dateCreated"]
    assert created["@type"] == "https://schema.org/DateTime"
    for role, name in (("author", "ada"), ("editor", "bob")):
        assert told[role] == [{"@type": ["https://schema.org/Person"], "https://schema.org/name": [{"@value": name}]}]
    assert told["keywords"] == [{"@value": "misattribution"}]
    assert len({comment["@id"] for comment in comments}) == 2


def test_json_ld_links_its_next_page(corrected, client):
    response = client.get(f"{CORRECTIONS}?page_size=1", headers={"Accept": JSON_LD})
    [following] = re.findall(r'<([^>]+)>; rel="next"', response.headers["Link"])
    rest = client.get(following)
    assert rest.headers["Content-Type"] == JSON_LD
    assert [comment["name"] for comment in rest.json()["dataFeedElement"]] == ["Changed: positions/said (stance)"]


def test_a_correction_is_found_wherever_it_is_looked_for(scratch, get):
    """Read the old answer with as_of, the new one without, in every place that shows the stance."""
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
        said = get(f"/api/v1/meetings/{meeting}/", **as_of).json()["positions"]
        filtered = {
            stance: get("/api/v1/positions/", topic=topic, actor=holder, stance=stance, **as_of).json()["results"]
            for stance in ("undecided", "opposes")
        }
        return {
            "detail": detail["stance"],
            "list": next(row["stance"] for row in listed if row["slug"] == slug),
            "by-actor": next(row["stance"] for row in in_force if row["slug"] == slug),
            "meeting": next(row["stance"] for row in said if row["slug"] == slug),
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


def test_a_record_with_many_parts_is_told_in_few_words(scratch, get):
    with revision(author="ada", kind="withdrawal", reason_code="other", reason="No claim."):
        withdraw(Claim.objects.get(slug="capture-of-pokrovsk"), "No claim.")
    [entry] = feedparser.parse(get(CORRECTIONS, format="atom").content).entries
    assert "citations" in entry.summary
    assert len(entry.summary) < 1000


def test_what_a_feed_cannot_write_has_a_sign_in_its_place(corrected, get):
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
