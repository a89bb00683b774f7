"""Withdrawing a fact in the admin, and restoring it: asked twice, done once."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from factbase.history.revision import Revision, revision
from factbase.models import Actor, Position, Process, ProposedChange, Provision, Topic, Withdrawal
from factbase.vocabulary import RevisionKind
from tests.admin.facts import Facts, cite, url

WHY = {"change_kind": "misattribution", "change_reason": "Nobody said so."}


def confirmed(client: Client, page: str, **typed: str):
    """What comes of confirming a page, as it was shown."""
    shown = client.get(page)
    assert shown.status_code == 200, shown
    return client.post(page, {"opened_at": shown.context["opened_at"], **WHY, **typed})


def test_a_fact_is_withdrawn_and_restored(facts: Facts, reviewer: Client, get: Callable):
    assert url(facts.position, "withdraw") in reviewer.get(url(facts.position, "change")).content.decode()
    page = url(facts.position, "withdraw")
    shown = reviewer.get(page).content.decode()
    assert "The position “p1” goes, and with it 1 citation." in shown
    assert "410 Gone" in shown
    assert Position.objects.exists()  # it was only shown

    answer = confirmed(reviewer, page)
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

    answer = confirmed(reviewer, reverse("admin:factbase_withdrawal_restore", args=[withdrawal.pk]))
    assert answer.headers["Location"] == url(facts.position, "change")
    assert Position.objects.get() == facts.position
    assert not Withdrawal.objects.exists()
    assert [r.verb for r in reviewer.get(url(facts.position, "history")).context["changes"] if not r.part.title] == [
        "added",
        "removed",
        "added",
    ]


@pytest.mark.parametrize("name", ["process", "russia", "topic", "source", "meeting"])
def test_what_is_referred_to_is_not_withdrawn(facts: Facts, reviewer: Client, name: str):
    page = url(getattr(facts, name), "withdraw")
    shown = reviewer.get(page)
    said = " ".join(shown.context["refusals"])
    assert "is still referred to as" in said
    answer = reviewer.post(page, {"opened_at": shown.context["opened_at"], **WHY})
    assert (answer.status_code, " ".join(answer.context["refusals"])) == (200, said)
    assert Revision.objects.count() == 1


def test_every_kind_of_fact_can_be_withdrawn_in_turn(facts: Facts, reviewer: Client):
    for fact in (facts.position, facts.claim, facts.identification, facts.discrepancy, facts.provision, facts.proposal):
        assert confirmed(reviewer, url(fact, "withdraw")).status_code == 302, fact
    assert Withdrawal.objects.count() == 6
    for withdrawal in Withdrawal.objects.order_by("-pk"):
        assert reviewer.get(url(withdrawal, "change")).status_code == 200
        restored = confirmed(reviewer, reverse("admin:factbase_withdrawal_restore", args=[withdrawal.pk]))
        assert restored.status_code == 302, withdrawal
    assert Provision.objects.get() == facts.provision


def test_twice(facts: Facts, reviewer: Client):
    page = url(facts.position, "withdraw")
    form = {"opened_at": reviewer.get(page).context["opened_at"], **WHY}
    assert reviewer.post(page, form).status_code == 302
    again = reviewer.post(page, form, follow=True)
    assert "not in the base any more: nothing was done now" in again.content.decode()
    assert Revision.objects.count() == 2
    restore = reverse("admin:factbase_withdrawal_restore", args=[Withdrawal.objects.get().pk])
    form["opened_at"] = 2
    assert reviewer.post(restore, form).status_code == 302
    assert reviewer.post(restore, form).status_code == 404
    assert Revision.objects.count() == 3


def test_the_page_is_shown_again_when_the_fact_has_changed(facts: Facts, reviewer: Client):
    page = url(facts.position, "withdraw")
    form = {"opened_at": reviewer.get(page).context["opened_at"], **WHY}
    with revision(author="anna", kind=RevisionKind.ADDITION, reason="More evidence"):
        cite(facts.source, 2, position=facts.position)
    shown = reviewer.post(page, form)
    assert "changed after you opened the page" in shown.content.decode()
    assert "with it 2 citations" in shown.content.decode()
    assert "Nobody said so." in shown.content.decode()  # what was typed stays
    assert Position.objects.exists()
    for number in ("", "x", "9" * 30):  # whoever does not say what they saw has seen nothing
        assert reviewer.post(page, {**form, "opened_at": number}).status_code == 200
    assert reviewer.post(page, {**form, "opened_at": shown.context["opened_at"]}).status_code == 302


def test_a_change_elsewhere_is_no_reason_to_ask_again(facts: Facts, reviewer: Client):
    page = url(facts.position, "withdraw")
    form = {"opened_at": reviewer.get(page).context["opened_at"], **WHY}
    with revision(author="anna", kind=RevisionKind.ADDITION, reason="Elsewhere"):
        Process.objects.update(description="Talks")
    assert reviewer.post(page, form).status_code == 302


def test_why_must_be_said(facts: Facts, reviewer: Client):
    page = url(facts.position, "withdraw")
    opened_at = reviewer.get(page).context["opened_at"]
    for typed in ({}, {"change_kind": "other"}, {"change_reason": "So"}, {**WHY, "change_kind": "addition"}):
        answer = reviewer.post(page, {"opened_at": opened_at, **typed})
        assert answer.status_code == 200 and answer.context["form"].errors
    assert Revision.objects.count() == 1


def test_only_those_who_publish(facts: Facts, author: Client, reviewer: Client, client: Client):
    page = url(facts.position, "withdraw")
    assert page not in author.get(url(facts.position, "change")).content.decode()
    assert (author.get(page).status_code, author.post(page, WHY).status_code) == (403, 403)
    assert client.post(page, WHY).status_code == 302  # to log in
    assert confirmed(reviewer, page).status_code == 302
    withdrawal = Withdrawal.objects.get()
    restore = reverse("admin:factbase_withdrawal_restore", args=[withdrawal.pk])
    assert (author.get(restore).status_code, author.post(restore, WHY).status_code) == (403, 403)
    seen = author.get(url(withdrawal, "change"))
    assert seen.status_code == 200 and restore not in seen.content.decode()
    assert author.get(url(facts.position, "history")).status_code == 200


def test_what_was_proposed_for_it_is_told(facts: Facts, reviewer: Client, author: Client):
    ProposedChange.objects.create(
        kind="position", object_id=facts.position.pk, title="p1", form={}, author=User.objects.get(username="anna")
    )
    assert "Proposed changes of it that wait: 1" in reviewer.get(url(facts.position, "withdraw")).content.decode()


def test_what_never_was(facts: Facts, reviewer: Client):
    for page in ("withdraw", "merge", "history"):
        missing = reverse(f"admin:factbase_position_{page}", args=[10**6])
        assert reviewer.get(missing, follow=True).status_code == 200  # Django's greeting, which says so
    assert reviewer.get(reverse("admin:factbase_withdrawal_restore", args=[7])).status_code == 404
    assert reviewer.get(reverse("admin:factbase_withdrawal_change", args=[7]), follow=True).status_code == 200
    assert Actor.objects.count() == 3 and Topic.objects.count() == 1


def test_what_this_base_never_held_is_told_and_cannot_be_restored(facts: Facts, reviewer: Client):
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
