"""What an author proposes is kept, sent, returned, amended, and published as one revision by somebody else."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.db import connections
from django.test import Client

from factbase.history.revision import Revision, RevisionKind, revision
from factbase.models import Actor, ActorName, Participation, Position, ProposedChange

from .facts import Facts, as_shown, errors, opened, url

LIST = url(ProposedChange, "changelist")


def citation(facts: Facts) -> dict[str, Any]:
    return {"citations-0-source": facts.source.pk, "citations-0-line": 3, "citations-0-directness": "paraphrase"}


def new_actor(client: Client, facts: Facts, **typed: Any) -> dict[str, Any]:
    page = url(Actor, "add")
    fields = {"name": "Ukraine", "slug": "ukraine", "kind": "state", "change_reason": "It takes part.", **typed}
    return {**opened(client, page), **fields, **citation(facts)}


def propose(client: Client, page: str, **typed: Any) -> ProposedChange:
    """Send a change for review."""
    response = client.post(page, {**opened(client, page), **typed})
    assert (response.status_code, response["Location"]) == (302, LIST)
    return ProposedChange.objects.get(state="submitted")


def on(proposal: ProposedChange) -> str:
    """The address of a proposal's form."""
    kind, pk = proposal.kind, proposal.object_id
    return f"/admin/factbase/{kind}/{f'{pk}/change' if pk else 'add'}/?proposed={proposal.pk}"


def review(client: Client, proposal: ProposedChange) -> dict[str, Any]:
    """The form of a review as a browser shows it."""
    response = client.get(url(proposal, "change"), follow=True)
    assert response.redirect_chain == [(on(proposal), 302)]
    return reviewed(response)


def reviewed(response: Any) -> dict[str, Any]:
    shown = as_shown(response)
    return {
        **shown,
        "proposed": response.context["proposal"].pk,
        "proposed_version": response.context["proposed_version"],
    }


def said(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_a_change_by_an_author_waits_and_is_one_revision_when_published(facts: Facts, author: Client, reviewer: Client):
    proposal = propose(
        author, url(facts.position, "change"), stance="undecided", change_kind="translation", change_reason="Misread."
    )
    assert (proposal.kind, proposal.object_id, proposal.title) == ("position", facts.position.pk, str(facts.position))
    assert Revision.objects.count() == 1
    assert Position.objects.get().stance == "opposes"

    form = review(reviewer, proposal)
    assert (form["stance"], form["change_kind"], form["change_reason"]) == ("undecided", "translation", "Misread.")
    assert reviewer.post(on(proposal), form).status_code == 302
    made = Revision.objects.get(number=2)
    assert (made.author, made.reviewer, made.kind) == ("anna", "boris", "correction")
    assert (made.reason_code, made.reason) == ("translation", "Misread.")
    assert Revision.objects.count() == 2
    assert Position.objects.get().stance == "undecided"
    proposal.refresh_from_db()
    assert (proposal.state, proposal.revision, proposal.reviewer.username) == ("published", 2, "boris")


def test_a_change_by_a_reviewer_is_applied_at_once(facts: Facts, reviewer: Client, member: Callable[..., Client]):
    member("other", "reviewers")
    page = url(facts.position, "change")
    assert reviewer.post(page, {**opened(reviewer, page), "stance": "undecided"}).status_code == 302
    assert (Revision.objects.get(number=2).author, Revision.objects.get(number=2).reviewer) == ("boris", "")
    assert not ProposedChange.objects.exists()


def test_a_new_fact_of_a_reviewer_is_seen_by_another(facts: Facts, reviewer: Client, member: Callable[..., Client]):
    other = member("vera", "reviewers")
    assert reviewer.post(url(Actor, "add"), new_actor(reviewer, facts)).status_code == 302
    assert not Actor.objects.filter(slug="ukraine").exists()
    proposal = ProposedChange.objects.get()

    reviewer.post(on(proposal), review(reviewer, proposal))  # their own: it is sent again, and no more
    assert Revision.objects.count() == 1
    proposal.refresh_from_db()
    assert other.post(on(proposal), review(other, proposal)).status_code == 302
    made = Revision.objects.get(number=2)
    assert (made.author, made.reviewer, made.kind, made.reason_code) == ("boris", "vera", "addition", "")
    assert Actor.objects.get(slug="ukraine").citations.count() == 1


@pytest.mark.parametrize("other", [None, "inactive", "no staff", "an author"])
def test_a_reviewer_alone_publishes_a_new_fact(
    facts: Facts, reviewer: Client, member: Callable[..., Client], other: str | None
):
    if other:
        member("other", "authors" if other == "an author" else "reviewers")
        User.objects.filter(username="other").update(is_active=other != "inactive", is_staff=other != "no staff")
    assert reviewer.post(url(Actor, "add"), new_actor(reviewer, facts)).status_code == 302
    assert Revision.objects.get(number=2).author == "boris"
    assert Actor.objects.filter(slug="ukraine").exists()


def test_a_draft_is_kept_as_typed_however_wrong_and_gone_on_with(facts: Facts, author: Client):
    page = url(facts.position, "change")
    typed = {"stance": "conditional", "stated": "some day", "summary": " x\r\ny", "citations-0-line": "many"}
    response = author.post(page, {**opened(author, page), **typed, "change_reason": "", "_draft": "1"})
    proposal = ProposedChange.objects.get()
    assert (response["Location"], proposal.state) == (on(proposal), "draft")
    response = author.get(on(proposal))
    assert "as you typed it" in said(response)
    form = reviewed(response)
    assert {name: form[name] for name in typed} == typed

    author.post(on(proposal), {**form, "stated": "2025-12-04", "_draft": "1"})
    proposal.refresh_from_db()
    assert proposal.form["stated"] == ["2025-12-04"]
    form = {**review(author, proposal), "stance": "undecided", "citations-0-line": "4", "change_reason": "So."}
    assert author.post(on(proposal), form)["Location"] == LIST
    proposal.refresh_from_db()
    assert proposal.state == "submitted"
    assert ProposedChange.objects.count() == 1
    assert Revision.objects.count() == 1


def test_a_draft_of_nothing_at_all(facts: Facts, author: Client):
    author.post(url(Actor, "add"), {"_draft": "1"})
    proposal = ProposedChange.objects.get()
    assert (proposal.title, proposal.form) == ("a new actor", {})
    assert author.get(on(proposal)).status_code == 200


def test_a_draft_is_seen_by_its_author_alone(facts: Facts, author: Client, reviewer: Client, member: Any):
    author.post(url(Actor, "add"), {**new_actor(author, facts), "_draft": "1"})
    proposal = ProposedChange.objects.get()
    for client in (reviewer, member("carla", "authors")):
        for page in (on(proposal), url(proposal, "change")):
            assert "There is no such proposed change" in said(client.get(page, follow=True))
        assert "Ukraine" not in client.get(LIST).content.decode()
    assert "Ukraine" in author.get(LIST).content.decode()


def test_what_could_not_be_saved_is_not_sent(facts: Facts, author: Client):
    """The form's checks, those that only the database makes, and the reason."""
    page = url(Actor, "add")
    for typed, wanted in (
        ({"slug": "Not A Slug"}, "valid “slug”"),
        ({"slug": "russia"}, "already exists"),
        ({"citations-0-line": "0"}, "greater than or equal to 1"),
        ({"change_reason": ""}, "required"),
    ):
        assert wanted in errors(author.post(page, {**new_actor(author, facts), **typed})), typed
    with revision(author="loader", kind=RevisionKind.CORRECTION, reason_code="other", reason="Renamed"):
        Actor.objects.filter(slug="russia").update(slug="russian-federation")
    assert "was used before" in errors(author.post(page, new_actor(author, facts, slug="russia")))
    assert not ProposedChange.objects.exists()
    assert not list(author.get(page).context["messages"])


def test_nothing_is_sent_when_nothing_is_changed(facts: Facts, author: Client):
    page = url(facts.position, "change")
    assert "no revision was made" in said(author.post(page, opened(author, page), follow=True))
    assert not ProposedChange.objects.exists()


def test_a_proposal_comes_back_with_a_note_and_is_sent_again(facts: Facts, author: Client, reviewer: Client):
    proposal = propose(author, url(facts.position, "change"), stance="undecided")
    form = review(reviewer, proposal)
    response = reviewer.post(on(proposal), {**form, "summary": "Amended.", "_return": "1"})
    assert "Say in the note" in errors(response)
    assert as_shown(response)["summary"] == "Amended."
    reviewer.post(on(proposal), {**form, "review_note": "Which line?", "_return": "1"})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.review_note) == ("returned", "Which line?")
    assert "1 returned to you" in author.get("/admin/").content.decode()
    assert "with its author, anna, again" in said(reviewer.get(on(proposal), follow=True))

    response = author.get(on(proposal))
    assert "Which line?" in response.content.decode()
    author.post(on(proposal), {**reviewed(response), "citations-0-line": 5})
    proposal.refresh_from_db()
    reviewer.post(on(proposal), review(reviewer, proposal))
    assert facts.position.citations.get().line == 5


def test_the_reviewer_may_amend(facts: Facts, author: Client, reviewer: Client):
    proposal = propose(author, url(facts.position, "change"), stance="undecided")
    reviewer.post(on(proposal), {**review(reviewer, proposal), "stance": "supports", "change_reason": "Plainer."})
    assert Position.objects.get().stance == "supports"
    assert Revision.objects.get(number=2).reason == "Plainer."
    proposal.refresh_from_db()
    assert proposal.form["stance"] == ["undecided"]  # what was proposed can still be read


def test_discarding(facts: Facts, author: Client, reviewer: Client):
    proposal = propose(author, url(facts.position, "change"), stance="undecided")
    form = review(reviewer, proposal)
    reviewer.post(on(proposal), {**form, "_discard": "1"})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reviewer.username) == ("discarded", "boris")
    page = author.get(on(proposal), follow=True)
    assert "discarded by boris" in said(page)
    assert "Undecided" in page.content.decode()
    assert Revision.objects.count() == 1
    own = propose(author, url(facts.position, "change"), stance="supports")
    author.post(on(own), {**review(author, own), "_discard": "1"})
    own.refresh_from_db()
    assert own.state == "discarded"


def test_the_page_says_who_proposes_what_against_the_base_as_it_is(facts: Facts, author: Client, reviewer: Client):
    proposal = propose(
        author,
        url(facts.position, "change"),
        stance="undecided",
        speaker="",
        change_kind="misattribution",
        change_reason="Not <he>.",
        **{
            "citations-0-line": 7,
            "citations-TOTAL_FORMS": 2,
            "citations-1-source": facts.source.pk,
            "citations-1-line": 9,
            "citations-1-directness": "paraphrase",
            "citations-1-credibility": 6,
            "citations-1-part": "body",
        },
    )
    response = reviewer.get(on(proposal))
    lines = {line.what: (line.before, line.after) for line in response.context["lines"]}
    assert lines["Stance"] == ("Opposes", "Undecided")
    assert lines["Speaker"] == ("A Spokesman", "nothing")
    assert lines["Citation 1, line"] == ("1", "7")
    assert lines["Citation added"][1].startswith("source: A report; line: 9; directness: Paraphrase")
    assert len(lines) == 4
    page = response.content.decode()
    assert "anna proposes a change" in page
    assert "Correction: Misattribution" in page
    assert "Not &lt;he&gt;." in page


def test_a_change_since_is_told_and_a_rows_of_others_stay(facts: Facts, author: Client, reviewer: Client):
    proposal = propose(author, url(facts.meeting, "change"), title="A better title")
    with revision(author="vera", kind=RevisionKind.CORRECTION, reason_code="date", reason="A day later"):
        type(facts.meeting).objects.filter(pk=facts.meeting.pk).update(place="Geneva", title="Another title")
    response = reviewer.get(on(proposal))
    page = response.content.decode()
    assert "The record was changed after this was typed" in page
    assert "by vera (“A day later”): Title: was “A round”, became “Another title”; you have “A better title”" in page
    assert ("Place", "Geneva", "nothing") in [(x.what, x.before, x.after) for x in response.context["lines"]]
    reviewer.post(on(proposal), {**reviewed(response), "place": "Geneva"})
    facts.meeting.refresh_from_db()
    assert (facts.meeting.title, facts.meeting.place) == ("A better title", "Geneva")


def test_a_change_during_the_review_is_told(facts: Facts, author: Client, reviewer: Client):
    proposal = propose(author, url(facts.position, "change"), stance="undecided")
    form = review(reviewer, proposal)
    with revision(author="vera", kind=RevisionKind.CORRECTION, reason_code="date", reason="So"):
        Position.objects.update(stance="supports")
    assert "became “Supports”; you have “Undecided”" in errors(reviewer.post(on(proposal), form))
    proposal.refresh_from_db()
    assert proposal.state == "submitted"


def test_a_proposal_that_its_author_changes_meanwhile_is_not_published_unread(
    facts: Facts, author: Client, reviewer: Client
):
    proposal = propose(author, url(facts.position, "change"), stance="undecided")
    form = review(reviewer, proposal)
    author.post(on(proposal), {**review(author, proposal), "stance": "supports"})
    for button in ({}, {"_return": "1", "review_note": "No."}, {"_discard": "1"}):
        response = reviewer.post(on(proposal), {**form, "summary": "Mine.", **button})
        told = errors(response)
        assert "anna changed this proposal after you opened it" in told
        assert "Stance: is now “Supports”; you have “Undecided”" in told
        assert as_shown(response)["summary"] == "Mine."
    assert reviewer.post(on(proposal), reviewed(response)).status_code == 302
    assert (Position.objects.get().stance, Position.objects.get().summary) == ("undecided", "Mine.")


def test_two_reviewers_publish_once(facts: Facts, author: Client, reviewer: Client, member: Callable[..., Client]):
    proposal = propose(author, url(facts.position, "change"), stance="undecided")
    clients = [reviewer, member("vera", "reviewers")]
    forms = [review(client, proposal) for client in clients]
    together = threading.Barrier(2)
    answers = []

    def publish(client: Client, form: dict) -> None:
        together.wait()
        answers.append(client.post(on(proposal), form))
        connections.close_all()

    threads = [threading.Thread(target=publish, args=pair) for pair in zip(clients, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    second = next(answer for answer in answers if answer.status_code == 200)
    assert "was published by" in errors(second)
    assert Revision.objects.count() == 2


def test_a_form_that_is_sent_twice_is_kept_once(facts: Facts, author: Client):
    form = new_actor(author, facts)
    for button in ({"_draft": "1"}, {"_draft": "1"}, {}, {}):
        assert author.post(url(Actor, "add"), {**form, **button}).status_code == 302
    assert ProposedChange.objects.get().state == "submitted"


def test_a_record_that_is_withdrawn_meanwhile(facts: Facts, author: Client, reviewer: Client, editor: Client):
    page = url(facts.position, "change")
    form = opened(reviewer, page)
    proposal = propose(author, page, stance="undecided")
    review_form = review(reviewer, proposal)
    with revision(author="vera", kind=RevisionKind.WITHDRAWAL, reason_code="other", reason="Never said"):
        Position.objects.get().delete()
    for answer in (
        author.get(on(proposal), follow=True),
        reviewer.get(on(proposal), follow=True),
        reviewer.post(on(proposal), review_form, follow=True),
        author.post(on(proposal), {**review_form, "_draft": "1"}, follow=True),
    ):
        assert answer.status_code == 200
        assert "is no longer in the base, since revision 2, by vera (“Never said”)" in said(answer)
        assert "Undecided" in answer.content.decode()
    # and what a second editor typed into a form without a proposal
    answer = reviewer.post(page, {**form, "summary": "Long work."}, follow=True)
    assert "What you typed is kept here" in said(answer)
    assert "Long work." in answer.content.decode()
    kept = ProposedChange.objects.get(author__username="boris")
    reviewer.post(url(kept, "change"), {"_discard": "1"})
    kept.refresh_from_db()
    assert kept.state == "discarded"
    assert Revision.objects.count() == 2


def test_parts_go_the_same_way(facts: Facts, author: Client, reviewer: Client):
    page = f"{url(ActorName, 'add')}?actor={facts.russia.pk}"
    proposal = propose(author, page, name="Россия", kind="official", language="ru", **citation(facts))
    assert not ActorName.objects.filter(name="Россия").exists()
    reviewer.post(on(proposal), review(reviewer, proposal))
    assert ActorName.objects.get(name="Россия").actor == facts.russia

    proposal = propose(author, url(facts.meeting, "change"), **{"participations-0-DELETE": "on"})
    assert Participation.objects.exists()
    response = reviewer.get(on(proposal))
    assert [(line.what, line.before) for line in response.context["lines"]] == [
        ("Participation removed", "actor: Russia; role: Party")
    ]
    reviewer.post(on(proposal), reviewed(response))
    assert not Participation.objects.exists()


BAD_NUMBERS = ("0", "x", "-1", "9" * 30, "٣", "99")


def test_proposals_that_are_not_there(facts: Facts, author: Client):
    page = url(facts.position, "change")
    for number in BAD_NUMBERS:
        assert "no such proposed change" in said(author.get(page, {"proposed": number}, follow=True)), number
        form = {**opened(author, page), "stance": "undecided", "proposed": number}
        response = author.post(page, form)
        assert "no such proposed change" in errors(response), number
        assert as_shown(response)["stance"] == "undecided"
        assert author.get(f"/admin/factbase/proposedchange/{number}/change/", follow=True).status_code == 200


def test_a_proposal_about_another_record_or_of_another_person(facts: Facts, author: Client, member: Any):
    proposal = propose(author, url(facts.position, "change"), stance="undecided")
    page = url(facts.russia, "change")
    assert author.get(page, {"proposed": proposal.pk}, follow=True).redirect_chain[-1] == (on(proposal), 302)
    form = {**opened(author, page), "description": "x", "proposed": proposal.pk}
    assert "about another record" in errors(author.post(page, form))
    carla = member("carla", "authors")
    form = {**opened(carla, url(facts.position, "change")), "stance": "supports", "proposed": proposal.pk}
    for button in ({}, {"_draft": "1"}, {"_return": "1", "review_note": "x"}, {"_discard": "1"}):
        assert "no such proposed change" in errors(carla.post(url(facts.position, "change"), {**form, **button}))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.form["stance"]) == ("submitted", ["undecided"])


def test_a_kind_that_does_not_exist(facts: Facts, author: Client, reviewer: Client):
    proposal = ProposedChange.objects.create(
        kind="planet",
        title="Mars",
        form={"name": ["Mars"]},
        state="submitted",
        author=User.objects.get(username="anna"),
    )
    response = reviewer.get(url(proposal, "change"))
    assert "Mars" in response.content.decode()
    assert "which is no kind of fact" in reviewer.get(LIST).content.decode()


def test_odd_ways_to_send_a_form(facts: Facts, author: Client, reviewer: Client):
    page = url(facts.position, "change")
    form = opened(author, page)
    for button in ("_return", "_discard"):
        assert errors(author.post(page, {**form, button: "1"}))
    assert "Choose one" in errors(author.post(page, {**form, "_draft": "1", "_discard": "1"}))
    author.post(page, {**form, "summary": "a\x00b", "_draft": "1"})
    assert ProposedChange.objects.get().form["summary"] == ["ab"]
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client = Client()
    client.force_login(reader)
    assert client.post(page, {**form, "_draft": "1"}).status_code == 403
    proposal = propose(author, page, stance="undecided")
    assert "is its author" in errors(reviewer.post(on(proposal), {**review(reviewer, proposal), "_draft": "1"}))


def test_someone_with_proposals_is_not_deleted(facts: Facts, author: Client, editor: Client):
    propose(author, url(facts.position, "change"), stance="undecided")
    anna = User.objects.get(username="anna")
    response = editor.post(url(anna, "delete"), {"post": "yes"})
    assert response.status_code in (200, 403)
    assert User.objects.filter(pk=anna.pk).exists()


def test_staff_without_a_group_sees_nothing(facts: Facts, member: Callable[..., Client]):
    client = member("nobody")
    assert client.get("/admin/").context["app_list"] == []
    for page in (url(facts.position, "change"), url(Actor, "changelist"), LIST):
        assert client.get(page).status_code == 403


def test_authors_do_not_publish_whatever_they_send(facts: Facts, author: Client):
    for button in ("_save", "_continue", "_addanother", "_publish", "_saveasnew", "_popup"):
        page = url(facts.position, "change")
        author.post(page, {**opened(author, page), "stance": "undecided", button: "1"})
    assert Revision.objects.count() == 1


def test_groups_are_made_once_and_keep_what_admins_add(blank: str):
    authors = Group.objects.get(name="authors")
    authors.permissions.add(Permission.objects.get(codename="view_user"))
    before = set(authors.permissions.values_list("codename", flat=True))
    call_command("migrate", verbosity=0)
    assert set(authors.permissions.values_list("codename", flat=True)) == before
    assert {"add_position", "change_position", "view_position", "delete_citation"} <= before
    assert "delete_position" not in before
    reviewers = set(Group.objects.get(name="reviewers").permissions.values_list("codename", flat=True))
    assert reviewers - before == {"publish"}
