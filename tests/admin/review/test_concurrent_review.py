"""Proposals that were changed, removed or decided after they were opened, and requests for wrong proposals."""

import threading
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import Permission, User
from django.db import connections
from django.test import Client

from factbase.history.revision import Revision, revision
from factbase.models import Participation, Position, ProposedChange
from factbase.vocabulary import RevisionKind
from tests.admin.facts import Facts, errors, form_data, open_form, url

from .proposals import PROPOSALS, form_url, message_text, open_review, propose, review_data


def test_later_changes_of_the_record_are_shown(facts: Facts, author: Client, reviewer: Client):
    proposal = propose(author, url(facts.meeting, "change"), title="A better title")
    with revision(author="vera", kind=RevisionKind.CORRECTION, reason_code="date", reason="A day later"):
        type(facts.meeting).objects.filter(pk=facts.meeting.pk).update(place="Geneva", title="Another title")
    response = reviewer.get(form_url(proposal))
    page = response.content.decode()
    assert "The record was changed after this proposal was typed" in page
    assert "by vera (“A day later”): Title: was “A round”, became “Another title”; you have “A better title”" in page
    assert ("Place", "Geneva", "nothing") in [
        (line.label, line.before, line.after) for line in response.context["lines"]
    ]
    reviewer.post(form_url(proposal), {**review_data(response), "place": "Geneva"})
    facts.meeting.refresh_from_db()
    assert (facts.meeting.title, facts.meeting.place) == ("A better title", "Geneva")


def test_change_of_the_record_during_the_review_is_a_conflict(facts: Facts, author: Client, reviewer: Client):
    proposal = propose(author, url(facts.position, "change"), stance="undecided")
    form = open_review(reviewer, proposal)
    with revision(author="vera", kind=RevisionKind.CORRECTION, reason_code="date", reason="So"):
        Position.objects.update(stance="supports")
    assert "became “Supports”; you have “Undecided”" in errors(reviewer.post(form_url(proposal), form))
    proposal.refresh_from_db()
    assert proposal.state == "submitted"


def test_change_of_the_proposal_during_the_review_is_a_conflict(facts: Facts, author: Client, reviewer: Client):
    proposal = propose(author, url(facts.position, "change"), stance="undecided")
    form = open_review(reviewer, proposal)
    author.post(form_url(proposal), {**open_review(author, proposal), "stance": "supports"})
    for button in ({}, {"_return": "1", "review_note": "No."}, {"_discard": "1"}):
        response = reviewer.post(form_url(proposal), {**form, "summary": "Mine.", **button})
        message = errors(response)
        assert "anna changed this proposal after you opened it" in message
        assert "Stance: is now “Supports”; you have “Undecided”" in message
        assert form_data(response)["summary"] == "Mine."
    assert reviewer.post(form_url(proposal), review_data(response)).status_code == 302
    assert (Position.objects.get().stance, Position.objects.get().summary) == ("undecided", "Mine.")


def test_two_reviewers_publish_a_proposal_once(
    facts: Facts, author: Client, reviewer: Client, member: Callable[..., Client]
):
    proposal = propose(author, url(facts.position, "change"), stance="undecided")
    clients = [reviewer, member("vera", "reviewers")]
    forms = [open_review(client, proposal) for client in clients]
    barrier = threading.Barrier(2)
    answers = []

    def publish(client: Client, form: dict) -> None:
        barrier.wait()
        answers.append(client.post(form_url(proposal), form))
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


def test_record_withdrawn_during_the_review(facts: Facts, author: Client, reviewer: Client, editor: Client):
    page = url(facts.position, "change")
    form = open_form(reviewer, page)
    proposal = propose(author, page, stance="undecided")
    review_form = open_review(reviewer, proposal)
    with revision(author="vera", kind=RevisionKind.WITHDRAWAL, reason_code="other", reason="Never said"):
        Position.objects.get().delete()
    for answer in (
        author.get(form_url(proposal), follow=True),
        reviewer.get(form_url(proposal), follow=True),
        reviewer.post(form_url(proposal), review_form, follow=True),
        author.post(form_url(proposal), {**review_form, "_draft": "1"}, follow=True),
    ):
        assert answer.status_code == 200
        assert "was removed in revision 2, by vera (“Never said”)" in message_text(answer)
        assert "Undecided" in answer.content.decode()
    # a form without a proposal becomes a draft
    answer = reviewer.post(page, {**form, "summary": "Long work."}, follow=True)
    assert "What you typed is kept here" in message_text(answer)
    assert "Long work." in answer.content.decode()
    draft = ProposedChange.objects.get(author__username="boris")
    reviewer.post(url(draft, "change"), {"_discard": "1"})
    draft.refresh_from_db()
    assert draft.state == "discarded"
    assert Revision.objects.count() == 2


def test_part_removed_during_an_edit(facts: Facts, reviewer: Client):
    page = url(facts.participation, "change")
    form = open_form(reviewer, page)
    with revision(author="vera", kind=RevisionKind.CORRECTION, reason_code="other", reason="Was not there"):
        Participation.objects.all().delete()
    answer = reviewer.post(page, {**form, "described_as": "the envoy"}, follow=True)
    assert "removed in revision 2, by vera (“Was not there”)" in message_text(answer)
    assert "the envoy" in answer.content.decode()


BAD_NUMBERS = ("0", "x", "-1", "9" * 30, "٣", "99")


def test_unknown_proposals(facts: Facts, author: Client):
    page = url(facts.position, "change")
    form = {**open_form(author, page), "stance": "undecided"}
    for number in BAD_NUMBERS:
        assert "no such proposed change" in message_text(author.get(page, {"proposed": number}, follow=True)), number
        response = author.post(page, {**form, "proposed": number})
        assert "no such proposed change" in errors(response), number
        assert form_data(response)["stance"] == "undecided"
        assert author.get(f"/admin/factbase/proposedchange/{number}/change/", follow=True).status_code == 200


def test_proposal_for_another_record_or_by_another_author(facts: Facts, author: Client, member: Any):
    proposal = propose(author, url(facts.position, "change"), stance="undecided")
    page = url(facts.russia, "change")
    assert author.get(page, {"proposed": proposal.pk}, follow=True).redirect_chain[-1] == (form_url(proposal), 302)
    form = {**open_form(author, page), "description": "x", "proposed": proposal.pk}
    assert "about another record" in errors(author.post(page, form))
    carla = member("carla", "authors")
    form = {**open_form(carla, url(facts.position, "change")), "stance": "supports", "proposed": proposal.pk}
    for button in ({}, {"_draft": "1"}, {"_return": "1", "review_note": "x"}, {"_discard": "1"}):
        assert "no such proposed change" in errors(carla.post(url(facts.position, "change"), {**form, **button}))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.form["stance"]) == ("submitted", ["undecided"])


def test_proposal_for_an_unknown_kind(facts: Facts, author: Client, reviewer: Client):
    proposal = ProposedChange.objects.create(
        kind="planet",
        title="Mars",
        form={"name": ["Mars"]},
        state="submitted",
        author=User.objects.get(username="anna"),
    )
    response = reviewer.get(url(proposal, "change"))
    assert "Mars" in response.content.decode()
    assert "unknown kind of fact" in reviewer.get(PROPOSALS).content.decode()


def test_invalid_buttons_and_permissions(facts: Facts, author: Client, reviewer: Client):
    page = url(facts.position, "change")
    form = open_form(author, page)
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
    assert "Only its author" in errors(
        reviewer.post(form_url(proposal), {**open_review(reviewer, proposal), "_draft": "1"})
    )


def test_author_of_proposals_cannot_be_deleted(facts: Facts, author: Client, editor: Client):
    propose(author, url(facts.position, "change"), stance="undecided")
    anna = User.objects.get(username="anna")
    response = editor.post(url(anna, "delete"), {"post": "yes"})
    assert response.status_code in (200, 403)
    assert User.objects.filter(pk=anna.pk).exists()
