"""Meetings: who sat with whom, and what came of it."""

from factbase.models import Claim, Meeting, Voice
from tests.facts import cite, editing, make_actor, make_meeting, make_source

URL = "/api/v1/meetings/"


def slugs(client, query: str) -> set[str]:
    response = client.get(f"{URL}?page_size=200&fields=slug&{query}")
    assert response.status_code == 200, response.content
    return {row["slug"] for row in response.json()["results"]}


def test_talks_where_both_sides_sat(seeded, client):
    both = slugs(client, "side=russia&side=united-states")
    assert "moscow-talks" in both
    assert (
        both
        == slugs(client, "side=russia,united-states")
        == slugs(client, "side=russia") & slugs(client, "side=united-states")
    )


def test_the_absent_do_not_sit(blank, client):
    with editing():
        source = make_source()
        state, person = make_actor("russia", source), make_actor("ada", source, kind="person")
        for slug, role in [("held", "party"), ("missed", "absent"), ("unclear", "uncertain")]:
            meeting = make_meeting(slug, source)
            cite(meeting.participations.create(actor=person, side=state, role=role), source)
    assert slugs(client, "side=russia") == {"held"}
    assert slugs(client, "actor=ada") == {"held", "missed", "unclear"}


def test_a_meeting_on_two_topics_comes_once(seeded, get):
    topics = ",".join(Meeting.objects.get(slug="moscow-talks").topics.values_list("slug", flat=True))
    found = [row["slug"] for row in get(URL, topic=topics, page_size=200).json()["results"]]
    assert found.count("moscow-talks") == 1


def test_the_moscow_talks_in_one_call(seeded, get):
    talks = get(f"{URL}moscow-talks/").json()
    assert (talks["status"], talks["duration_minutes"], talks["duration_qualifier"]) == ("held", 300, "almost")
    assert {"vladimir-putin", "steve-witkoff", "jared-kushner", "yury-ushakov"} <= {
        p["actor"]["slug"] for p in talks["participations"]
    }
    assert talks["outcomes"]
    assert talks["positions_about"]
    assert talks["citations"]


def test_planned_and_mooted_are_not_held(seeded, client):
    held = slugs(client, "status=held")
    assert held
    assert not held & slugs(client, "status=planned,mooted")


def test_a_claim_stands_with_the_occasion_on_which_it_was_made(blank, get):
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
    [shown] = get(f"{URL}briefing/").json()["claims"]  # once, though two voices spoke there
    assert {voice["actor"]["slug"] for voice in shown["voices"]} == {"russia", "ukraine"}
    assert get(f"{URL}other/").json()["claims"] == []
    assert [row["slug"] for row in get("/api/v1/claims/", meeting="briefing").json()["results"]] == ["said"]
    assert get("/api/v1/claims/", meeting=other.slug).json()["results"] == []
