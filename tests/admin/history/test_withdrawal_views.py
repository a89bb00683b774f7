"""Withdrawing a fact and restoring it, each after a confirmation."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from factbase.history.revision import Revision, revision
from factbase.models import Actor, Position, Process, ProposedChange, Provision, Topic, Withdrawal
from factbase.vocabulary import RevisionKind
from tests.admin.facts import Facts, cite, url

REASON = {"change_kind": "misattribution", "change_reason": "Nobody said so."}


def confirm(client: Client, page: str, **typed: str):
    """Open a confirmation page, confirm it, and return the response."""
    shown = client.get(page)
    assert shown.status_code == 200, shown
    return client.post(page, {"opened_at": shown.context["opened_at"], **REASON, **typed})


def test_a_fact_is_withdrawn_and_restored(facts: Facts, reviewer: Client, get: Callable):
    assert url(facts.position, "withdraw") in reviewer.get(url(facts.position, "change")).content.decode()
    page = url(facts.position, "withdraw")
    shown = reviewer.get(page).content.decode()
    assert "The position “p1” is removed, with 1 citation." in shown
    assert "410 Gone" in shown
    assert Position.objects.exists()  # only the effect was shown

    answer = confirm(reviewer, page)
    withdrawal = Withdrawal.objects.get()
    assert answer.headers["Location"] == url(withdrawal, "change")
    made = Revision.objects.first()
    assert (made.number, made.author, made.kind) == (2, "boris", "withdrawal")
    assert (made.reason_code, made.reason, withdrawal.reason) == ("misattribution", *["Nobody said so."] * 2)

    shown = reviewer.get(url(withdrawal, "change")).content.decode()
    assert "It is against it." in shown and "Nobody said so." in shown and "revision 2, by boris" in shown
    assert "Citation: source: A report; line: 1; directness: Paraphrase" in shown
    history = reviewer.get(url(facts.position, "history"))
    assert history.status_code == 200
    assert url(withdrawal, "change") in history.content.decode()
    assert url(withdrawal, "change") in reviewer.get(url(Withdrawal, "changelist")).content.decode()

    answer = confirm(reviewer, reverse("admin:factbase_withdrawal_restore", args=[withdrawal.pk]))
    assert answer.headers["Location"] == url(facts.position, "change")
    assert Position.objects.get() == facts.position
    assert not Withdrawal.objects.exists()
    assert [r.verb for r in reviewer.get(url(facts.position, "history")).context["changes"] if not r.part.title] == [
        "added",
        "removed",
        "added",
    ]


@pytest.mark.parametrize("name", ["process", "russia", "topic", "source", "meeting"])
def test_referenced_fact_cannot_be_withdrawn(facts: Facts, reviewer: Client, name: str):
    page = url(getattr(facts, name), "withdraw")
    shown = reviewer.get(page)
    obstacles = " ".join(shown.context["obstacles"])
    assert "is still referred to as" in obstacles
    answer = reviewer.post(page, {"opened_at": shown.context["opened_at"], **REASON})
    assert (answer.status_code, " ".join(answer.context["obstacles"])) == (200, obstacles)
    assert Revision.objects.count() == 1


def test_every_kind_of_fact_can_be_withdrawn_and_restored(facts: Facts, reviewer: Client):
    for fact in (facts.position, facts.claim, facts.identification, facts.discrepancy, facts.provision, facts.proposal):
        assert confirm(reviewer, url(fact, "withdraw")).status_code == 302, fact
    assert Withdrawal.objects.count() == 6
    for withdrawal in Withdrawal.objects.order_by("-pk"):
        assert reviewer.get(url(withdrawal, "change")).status_code == 200
        restored = confirm(reviewer, reverse("admin:factbase_withdrawal_restore", args=[withdrawal.pk]))
        assert restored.status_code == 302, withdrawal
    assert Provision.objects.get() == facts.provision


def test_repeated_confirmation(facts: Facts, reviewer: Client):
    page = url(facts.position, "withdraw")
    form = {"opened_at": reviewer.get(page).context["opened_at"], **REASON}
    assert reviewer.post(page, form).status_code == 302
    again = reviewer.post(page, form, follow=True)
    assert "no longer in the fact base. Nothing was done." in again.content.decode()
    assert Revision.objects.count() == 2
    restore = reverse("admin:factbase_withdrawal_restore", args=[Withdrawal.objects.get().pk])
    form["opened_at"] = 2
    assert reviewer.post(restore, form).status_code == 302
    assert reviewer.post(restore, form).status_code == 404
    assert Revision.objects.count() == 3


def test_outdated_confirmation_is_shown_again(facts: Facts, reviewer: Client):
    page = url(facts.position, "withdraw")
    form = {"opened_at": reviewer.get(page).context["opened_at"], **REASON}
    with revision(author="anna", kind=RevisionKind.ADDITION, reason="More evidence"):
        cite(facts.source, 2, position=facts.position)
    shown = reviewer.post(page, form)
    assert "changed after you opened the page" in shown.content.decode()
    assert "with 2 citations" in shown.content.decode()
    assert "Nobody said so." in shown.content.decode()  # the reason is kept
    assert Position.objects.exists()
    for number in ("", "x", "9" * 30):  # an invalid revision counts as outdated
        assert reviewer.post(page, {**form, "opened_at": number}).status_code == 200
    assert reviewer.post(page, {**form, "opened_at": shown.context["opened_at"]}).status_code == 302


def test_change_of_another_record_keeps_the_confirmation_valid(facts: Facts, reviewer: Client):
    page = url(facts.position, "withdraw")
    form = {"opened_at": reviewer.get(page).context["opened_at"], **REASON}
    with revision(author="anna", kind=RevisionKind.ADDITION, reason="Elsewhere"):
        Process.objects.update(description="Talks")
    assert reviewer.post(page, form).status_code == 302


def test_withdrawal_needs_a_reason(facts: Facts, reviewer: Client):
    page = url(facts.position, "withdraw")
    opened_at = reviewer.get(page).context["opened_at"]
    for typed in ({}, {"change_kind": "other"}, {"change_reason": "So"}, {**REASON, "change_kind": "addition"}):
        answer = reviewer.post(page, {"opened_at": opened_at, **typed})
        assert answer.status_code == 200 and answer.context["form"].errors
    assert Revision.objects.count() == 1


def test_withdrawal_needs_the_publish_permission(facts: Facts, author: Client, reviewer: Client, client: Client):
    page = url(facts.position, "withdraw")
    assert page not in author.get(url(facts.position, "change")).content.decode()
    assert (author.get(page).status_code, author.post(page, REASON).status_code) == (403, 403)
    assert client.post(page, REASON).status_code == 302  # to the login page
    assert confirm(reviewer, page).status_code == 302
    withdrawal = Withdrawal.objects.get()
    restore = reverse("admin:factbase_withdrawal_restore", args=[withdrawal.pk])
    assert (author.get(restore).status_code, author.post(restore, REASON).status_code) == (403, 403)
    seen = author.get(url(withdrawal, "change"))
    assert seen.status_code == 200 and restore not in seen.content.decode()
    assert author.get(url(facts.position, "history")).status_code == 200


def test_open_proposals_are_mentioned(facts: Facts, reviewer: Client, author: Client):
    ProposedChange.objects.create(
        kind="position", object_id=facts.position.pk, title="p1", form={}, author=User.objects.get(username="anna")
    )
    assert "Open proposed changes to it: 1" in reviewer.get(url(facts.position, "withdraw")).content.decode()


def test_pages_of_facts_that_do_not_exist(facts: Facts, reviewer: Client):
    for page in ("withdraw", "merge", "history"):
        missing = reverse(f"admin:factbase_position_{page}", args=[10**6])
        assert reviewer.get(missing, follow=True).status_code == 200  # the index page with a message
    assert reviewer.get(reverse("admin:factbase_withdrawal_restore", args=[7])).status_code == 404
    assert reviewer.get(reverse("admin:factbase_withdrawal_change", args=[7]), follow=True).status_code == 200
    assert Actor.objects.count() == 3 and Topic.objects.count() == 1


def test_withdrawal_of_an_unknown_fact_cannot_be_restored(facts: Facts, reviewer: Client):
    with revision(
        author="seeds", kind=RevisionKind.WITHDRAWAL, reason_code="other", reason="As in the base that it came from"
    ):
        gone = Withdrawal.objects.create(kind="position", object_id=10**6, slug="never-here", reason="A mistake")
    assert "never-here" in reviewer.get(url(Withdrawal, "changelist")).content.decode()
    assert "A mistake" in reviewer.get(url(gone, "change")).content.decode()
    page = reviewer.get(reverse("admin:factbase_withdrawal_restore", args=[gone.pk]))
    assert page.status_code == 200
    assert "never held it" in page.content.decode()
    assert Withdrawal.objects.exists()
