"""What an author proposes is returned, amended, discarded, or published as one revision by somebody else."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from factbase.history.revision import Revision
from factbase.models import Actor, ActorName, Participation, Position, ProposedChange
from tests.admin.facts import Facts, as_shown, errors, opened, url

from .proposals import LIST, citation, new_actor, on, propose, review, reviewed, said


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


def test_a_reviewer_alone_publishes_a_draft_of_their_own(facts: Facts, reviewer: Client):
    reviewer.post(url(Actor, "add"), {**new_actor(reviewer, facts), "_draft": "1"})
    proposal = ProposedChange.objects.get()
    assert reviewer.post(on(proposal), review(reviewer, proposal))["Location"] == LIST
    made = Revision.objects.get(number=2)
    assert (made.author, made.reviewer) == ("boris", "")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.revision) == ("published", 2)


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
    made = Revision.objects.get(number=2)
    assert made.reason == "Plainer."
    assert (
        made.author == f"{proposal.author.username}, amended by {made.reviewer}"
    )  # nobody is said to have said it all
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
