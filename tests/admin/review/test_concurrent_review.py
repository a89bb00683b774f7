"""Proposals that changed, went or were decided about meanwhile, and requests that name the wrong ones."""

import threading
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import Permission, User
from django.db import connections
from django.test import Client

from factbase.history.revision import Revision, revision
from factbase.models import Participation, Position, ProposedChange
from factbase.vocabulary import RevisionKind
from tests.admin.facts import Facts, as_shown, errors, opened, url

from .proposals import LIST, on, propose, review, reviewed, said


def test_a_change_since_is_told_and_rows_of_others_stay(facts: Facts, author: Client, reviewer: Client):
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


def test_a_part_that_is_removed_meanwhile(facts: Facts, reviewer: Client):
    page = url(facts.participation, "change")
    form = opened(reviewer, page)
    with revision(author="vera", kind=RevisionKind.CORRECTION, reason_code="other", reason="Was not there"):
        Participation.objects.all().delete()
    answer = reviewer.post(page, {**form, "described_as": "the envoy"}, follow=True)
    assert "since revision 2, by vera (“Was not there”)" in said(answer)
    assert "the envoy" in answer.content.decode()


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
