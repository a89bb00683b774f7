"""The review of a proposal: published as one revision, amended, returned or discarded."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from factbase.history.revision import Revision
from factbase.models import Actor, ActorName, Participation, Position, ProposedChange
from tests.admin.facts import Facts, errors, form_data, open_form, url

from .proposals import (
    PROPOSALS,
    citation_data,
    form_url,
    message_text,
    new_actor_data,
    open_review,
    propose,
    review_data,
)


def test_change_by_an_author_is_one_revision_when_published(facts: Facts, author: Client, reviewer: Client):
    proposal = propose(
        author, url(facts.position, "change"), stance="undecided", change_kind="translation", change_reason="Misread."
    )
    assert (proposal.kind, proposal.object_id, proposal.title) == ("position", facts.position.pk, str(facts.position))
    assert Revision.objects.count() == 1
    assert Position.objects.get().stance == "opposes"

    form = open_review(reviewer, proposal)
    assert (form["stance"], form["change_kind"], form["change_reason"]) == ("undecided", "translation", "Misread.")
    assert reviewer.post(form_url(proposal), form).status_code == 302
    made = Revision.objects.get(number=2)
    assert (made.author, made.reviewer, made.kind) == ("anna", "boris", "correction")
    assert (made.reason_code, made.reason) == ("translation", "Misread.")
    assert Revision.objects.count() == 2
    assert Position.objects.get().stance == "undecided"
    proposal.refresh_from_db()
    assert (proposal.state, proposal.revision, proposal.reviewer.username) == ("published", 2, "boris")


def test_change_by_a_reviewer_is_published_at_once(facts: Facts, reviewer: Client, member: Callable[..., Client]):
    member("other", "reviewers")
    page = url(facts.position, "change")
    assert reviewer.post(page, {**open_form(reviewer, page), "stance": "undecided"}).status_code == 302
    assert (Revision.objects.get(number=2).author, Revision.objects.get(number=2).reviewer) == ("boris", "")
    assert not ProposedChange.objects.exists()


def test_new_fact_by_a_reviewer_needs_another_reviewer(facts: Facts, reviewer: Client, member: Callable[..., Client]):
    other = member("vera", "reviewers")
    assert reviewer.post(url(Actor, "add"), new_actor_data(reviewer, facts)).status_code == 302
    assert not Actor.objects.filter(slug="ukraine").exists()
    proposal = ProposedChange.objects.get()

    reviewer.post(form_url(proposal), open_review(reviewer, proposal))  # the author's own review only submits it again
    assert Revision.objects.count() == 1
    proposal.refresh_from_db()
    assert other.post(form_url(proposal), open_review(other, proposal)).status_code == 302
    made = Revision.objects.get(number=2)
    assert (made.author, made.reviewer, made.kind, made.reason_code) == ("boris", "vera", "addition", "")
    assert Actor.objects.get(slug="ukraine").citations.count() == 1


@pytest.mark.parametrize("other", [None, "inactive", "no staff", "an author"])
def test_only_reviewer_publishes_a_new_fact(
    facts: Facts, reviewer: Client, member: Callable[..., Client], other: str | None
):
    if other:
        member("other", "authors" if other == "an author" else "reviewers")
        User.objects.filter(username="other").update(is_active=other != "inactive", is_staff=other != "no staff")
    assert reviewer.post(url(Actor, "add"), new_actor_data(reviewer, facts)).status_code == 302
    assert Revision.objects.get(number=2).author == "boris"
    assert Actor.objects.filter(slug="ukraine").exists()


def test_only_reviewer_publishes_their_own_draft(facts: Facts, reviewer: Client):
    reviewer.post(url(Actor, "add"), {**new_actor_data(reviewer, facts), "_draft": "1"})
    proposal = ProposedChange.objects.get()
    assert reviewer.post(form_url(proposal), open_review(reviewer, proposal))["Location"] == PROPOSALS
    made = Revision.objects.get(number=2)
    assert (made.author, made.reviewer) == ("boris", "")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.revision) == ("published", 2)


def test_returned_proposal_is_submitted_again(facts: Facts, author: Client, reviewer: Client):
    proposal = propose(author, url(facts.position, "change"), stance="undecided")
    form = open_review(reviewer, proposal)
    response = reviewer.post(form_url(proposal), {**form, "summary": "Amended.", "_return": "1"})
    assert "Write a note" in errors(response)
    assert form_data(response)["summary"] == "Amended."
    reviewer.post(form_url(proposal), {**form, "review_note": "Which line?", "_return": "1"})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.review_note) == ("returned", "Which line?")
    assert "1 returned to you" in author.get("/admin/").content.decode()
    assert "with its author, anna, again" in message_text(reviewer.get(form_url(proposal), follow=True))

    response = author.get(form_url(proposal))
    assert "Which line?" in response.content.decode()
    author.post(form_url(proposal), {**review_data(response), "citations-0-line": 5})
    proposal.refresh_from_db()
    reviewer.post(form_url(proposal), open_review(reviewer, proposal))
    assert facts.position.citations.get().line == 5


def test_reviewer_amends_a_proposal(facts: Facts, author: Client, reviewer: Client):
    proposal = propose(author, url(facts.position, "change"), stance="undecided")
    reviewer.post(
        form_url(proposal), {**open_review(reviewer, proposal), "stance": "supports", "change_reason": "Plainer."}
    )
    assert Position.objects.get().stance == "supports"
    made = Revision.objects.get(number=2)
    assert made.reason == "Plainer."
    assert made.author == f"{proposal.author.username}, amended by {made.reviewer}"
    proposal.refresh_from_db()
    assert proposal.form["stance"] == ["undecided"]  # the proposal itself is unchanged


def test_discarded_proposal(facts: Facts, author: Client, reviewer: Client):
    proposal = propose(author, url(facts.position, "change"), stance="undecided")
    form = open_review(reviewer, proposal)
    reviewer.post(form_url(proposal), {**form, "_discard": "1"})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reviewer.username) == ("discarded", "boris")
    page = author.get(form_url(proposal), follow=True)
    assert "discarded by boris" in message_text(page)
    assert "Undecided" in page.content.decode()
    assert Revision.objects.count() == 1
    own = propose(author, url(facts.position, "change"), stance="supports")
    author.post(form_url(own), {**open_review(author, own), "_discard": "1"})
    own.refresh_from_db()
    assert own.state == "discarded"


def test_review_page_compares_the_proposal_with_the_record(facts: Facts, author: Client, reviewer: Client):
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
    response = reviewer.get(form_url(proposal))
    lines = {line.label: (line.before, line.after) for line in response.context["lines"]}
    assert lines["Stance"] == ("Opposes", "Undecided")
    assert lines["Speaker"] == ("A Spokesman", "nothing")
    assert lines["Citation 1, line"] == ("1", "7")
    assert lines["Citation added"][1].startswith("source: A report; line: 9; directness: Paraphrase")
    assert len(lines) == 4
    page = response.content.decode()
    assert "anna proposes a change" in page
    assert "Correction: Misattribution" in page
    assert "Not &lt;he&gt;." in page


def test_parts_are_reviewed_like_facts(facts: Facts, author: Client, reviewer: Client):
    page = f"{url(ActorName, 'add')}?actor={facts.russia.pk}"
    proposal = propose(author, page, name="Россия", kind="official", language="ru", **citation_data(facts))
    assert not ActorName.objects.filter(name="Россия").exists()
    reviewer.post(form_url(proposal), open_review(reviewer, proposal))
    assert ActorName.objects.get(name="Россия").actor == facts.russia

    proposal = propose(author, url(facts.meeting, "change"), **{"participations-0-DELETE": "on"})
    assert Participation.objects.exists()
    response = reviewer.get(form_url(proposal))
    assert [(line.label, line.before) for line in response.context["lines"]] == [
        ("Participation removed", "actor: Russia; role: Party")
    ]
    reviewer.post(form_url(proposal), review_data(response))
    assert not Participation.objects.exists()
