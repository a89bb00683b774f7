"""Tests of meetings: filters, participations and nested records."""

from factbase.models import Claim, Meeting, Voice
from tests.facts import cite, editing, make_actor, make_meeting, make_source

URL = "/api/v1/meetings/"


def slugs(client, query: str) -> set[str]:
    response = client.get(f"{URL}?page_size=200&fields=slug&{query}")
    assert response.status_code == 200, response.content
    return {row["slug"] for row in response.json()["results"]}


def test_side_selects_meetings_attended_by_both(seeded, client):
    both = slugs(client, "side=russia&side=united-states")
    assert "moscow-talks" in both
    assert (
        both
        == slugs(client, "side=russia,united-states")
        == slugs(client, "side=russia") & slugs(client, "side=united-states")
    )


def test_absent_participants_do_not_count_as_sides(blank, client):
    with editing():
        source = make_source()
        state, person = make_actor("russia", source), make_actor("ada", source, kind="person")
        for slug, role in [("held", "party"), ("missed", "absent"), ("unclear", "uncertain")]:
            meeting = make_meeting(slug, source)
            cite(meeting.participations.create(actor=person, side=state, role=role), source)
    assert slugs(client, "side=russia") == {"held"}
    assert slugs(client, "actor=ada") == {"held", "missed", "unclear"}


def test_a_meeting_on_two_topics_is_listed_once(seeded, get):
    topics = ",".join(Meeting.objects.get(slug="moscow-talks").topics.values_list("slug", flat=True))
    assert [row["slug"] for row in get(URL, topic=topics, page_size=200).json()["results"]].count("moscow-talks") == 1


def test_the_detail_of_the_moscow_talks_is_complete(seeded, get):
    talks = get(f"{URL}moscow-talks/").json()
    assert (talks["status"], talks["duration_minutes"], talks["duration_qualifier"]) == ("held", 300, "almost")
    assert {"vladimir-putin", "steve-witkoff", "jared-kushner", "yury-ushakov"} <= {
        p["actor"]["slug"] for p in talks["participations"]
    }
    assert talks["outcomes"]
    assert talks["positions_about"]
    assert talks["citations"]


def test_status_selects_meetings(seeded, client):
    held = slugs(client, "status=held")
    assert held
    assert not held & slugs(client, "status=planned,mooted")


def test_claims_are_nested_in_their_meeting(blank, get):
    with editing():
        source = make_source()
        meeting, other = make_meeting("briefing", source), make_meeting("other", source)
        russia, ukraine = make_actor("russia", source), make_actor("ukraine", source)
        claim = Claim(slug="said", process=meeting.process, kind="battlefield", summary="x", stated="2025-12-02")
        claim.work_out_dates()
        claim.save()
        cite(claim, source)
        for actor, role in [(russia, "asserts"), (ukraine, "disputes")]:
            voice = Voice(claim=claim, actor=actor, role=role, meeting=meeting, stated="2025-12-02")
            voice.work_out_dates()
            voice.save()
            cite(voice, source)
    [nested] = get(f"{URL}briefing/").json()["claims"]  # one claim, although two voices spoke there
    assert {voice["actor"]["slug"] for voice in nested["voices"]} == {"russia", "ukraine"}
    assert get(f"{URL}other/").json()["claims"] == []
    assert [row["slug"] for row in get("/api/v1/claims/", meeting="briefing").json()["results"]] == ["said"]
    assert get("/api/v1/claims/", meeting=other.slug).json()["results"] == []
