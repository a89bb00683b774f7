"""Proposals by users without the publish permission: drafts, submissions, and their absence from the API."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client

from factbase.history.revision import Revision, revision
from factbase.models import Actor, ProposedChange
from factbase.vocabulary import RevisionKind
from tests.admin.facts import Facts, errors, open_form, url

from .proposals import PROPOSALS, form_url, message_text, new_actor_data, open_review, propose, review_data


def test_invalid_draft_is_saved_and_continued(facts: Facts, author: Client):
    page = url(facts.position, "change")
    typed = {"stance": "conditional", "stated": "some day", "summary": " x\r\ny", "citations-0-line": "many"}
    response = author.post(page, {**open_form(author, page), **typed, "change_reason": "", "_draft": "1"})
    proposal = ProposedChange.objects.get()
    assert (response["Location"], proposal.state) == (form_url(proposal), "draft")
    response = author.get(form_url(proposal))
    assert "as you typed it" in message_text(response)
    form = review_data(response)
    assert {name: form[name] for name in typed} == typed

    author.post(form_url(proposal), {**form, "stated": "2025-12-02", "_draft": "1"})
    proposal.refresh_from_db()
    assert proposal.form["stated"] == ["2025-12-02"]
    form = {**open_review(author, proposal), "stance": "undecided", "citations-0-line": "4", "change_reason": "So."}
    assert author.post(form_url(proposal), form)["Location"] == PROPOSALS
    proposal.refresh_from_db()
    assert proposal.state == "submitted"
    assert ProposedChange.objects.count() == 1
    assert Revision.objects.count() == 1


def test_empty_draft(facts: Facts, author: Client):
    author.post(url(Actor, "add"), {"_draft": "1"})
    proposal = ProposedChange.objects.get()
    assert (proposal.title, proposal.form) == ("a new actor", {})
    assert author.get(form_url(proposal)).status_code == 200


def test_draft_is_visible_to_its_author_only(facts: Facts, author: Client, reviewer: Client, member: Any):
    author.post(url(Actor, "add"), {**new_actor_data(author, facts), "_draft": "1"})
    proposal = ProposedChange.objects.get()
    for client in (reviewer, member("carla", "authors")):
        for page in (form_url(proposal), url(proposal, "change")):
            assert "There is no such proposed change" in message_text(client.get(page, follow=True))
        assert "Ukraine" not in client.get(PROPOSALS).content.decode()
    assert "Ukraine" in author.get(PROPOSALS).content.decode()


def test_proposals_are_not_public(facts: Facts, author: Client, get: Callable):
    before = get("/api/v1/changes/").json()
    author.post(url(Actor, "add"), {**new_actor_data(author, facts), "_draft": "1"})
    propose(author, url(Actor, "add"), **new_actor_data(author, facts, slug="ukraine-2"))
    change = {**open_form(author, url(facts.russia, "change")), "description": "Not public yet."}
    author.post(url(facts.russia, "change"), change)
    assert ProposedChange.objects.count() == 3
    assert get("/api/v1/changes/").json() == before
    assert get("/api/v1/actors/ukraine/").status_code == 404
    assert "Not public" not in get("/api/v1/actors/russia/").content.decode()


def test_links_to_add_facts_depend_on_permissions(facts: Facts, author: Client, reviewer: Client, member: Any):
    def offered(client: Client) -> set[str]:
        page = client.get(url(facts.position, "change")).content.decode()
        return {action for action in ("add", "change", "view") if f'id="{action}_id_holder"' in page}

    assert offered(author) == {"view"}
    assert offered(reviewer) == {"add", "change", "view"}
    member("vera", "reviewers")
    assert offered(reviewer) == {"change", "view"}


def test_invalid_form_is_not_submitted(facts: Facts, author: Client):
    """The form, the database and the missing reason each reject it."""
    page = url(Actor, "add")
    for typed, message in (
        ({"slug": "Not A Slug"}, "valid “slug”"),
        ({"slug": "russia"}, "already exists"),
        ({"citations-0-line": "0"}, "greater than or equal to 1"),
        ({"change_reason": ""}, "required"),
    ):
        assert message in errors(author.post(page, {**new_actor_data(author, facts), **typed})), typed
    with revision(author="loader", kind=RevisionKind.CORRECTION, reason_code="other", reason="Renamed"):
        Actor.objects.filter(slug="russia").update(slug="russian-federation")
    assert "was used before" in errors(author.post(page, new_actor_data(author, facts, slug="russia")))
    assert not ProposedChange.objects.exists()
    assert not list(author.get(page).context["messages"])


def test_form_without_changes_is_not_submitted(facts: Facts, author: Client):
    page = url(facts.position, "change")
    assert "no revision was made" in message_text(author.post(page, open_form(author, page), follow=True))
    assert not ProposedChange.objects.exists()


def test_form_submitted_twice_is_saved_once(facts: Facts, author: Client):
    form = new_actor_data(author, facts)
    for button in ({"_draft": "1"}, {"_draft": "1"}, {}, {}):
        assert author.post(url(Actor, "add"), {**form, **button}).status_code == 302
    assert ProposedChange.objects.get().state == "submitted"


def test_authors_cannot_publish_with_any_button(facts: Facts, author: Client):
    for button in ("_save", "_continue", "_addanother", "_publish", "_saveasnew", "_popup"):
        page = url(facts.position, "change")
        author.post(page, {**open_form(author, page), "stance": "undecided", button: "1"})
    assert Revision.objects.count() == 1


def test_staff_without_a_group_sees_nothing(facts: Facts, member: Callable[..., Client]):
    client = member("nobody")
    assert client.get("/admin/").context["app_list"] == []
    for page in (url(facts.position, "change"), url(Actor, "changelist"), PROPOSALS):
        assert client.get(page).status_code == 403


def test_groups_keep_permissions_that_admins_add(blank: str):
    authors = Group.objects.get(name="authors")
    authors.permissions.add(Permission.objects.get(codename="view_user"))
    before = set(authors.permissions.values_list("codename", flat=True))
    call_command("migrate", verbosity=0)
    assert set(authors.permissions.values_list("codename", flat=True)) == before
    assert {"add_position", "change_position", "view_position", "delete_citation"} <= before
    assert "delete_position" not in before
    reviewers = set(Group.objects.get(name="reviewers").permissions.values_list("codename", flat=True))
    assert reviewers - before == {"publish"}
