"""Reverting one field, one row, one record or a whole revision, each after a confirmation."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from factbase.history.revision import Revision, revision
from factbase.models import Citation, Meeting, Position, Slug, Topic, Withdrawal
from factbase.vocabulary import ReasonCode, RevisionKind
from tests.admin.facts import Facts, cite, url

from .test_withdrawal_views import REASON, confirm


def correction(author: str = "anna"):
    return revision(author=author, kind=RevisionKind.CORRECTION, reason_code=ReasonCode.DATE, reason="Misread")


def revert_page(fact, number: int, query: str = "") -> str:
    name = f"admin:factbase_{fact._meta.model_name}_revert"
    return reverse(name, args=[fact.pk, number]) + (f"?{query}" if query else "")


@pytest.fixture
def corrected(facts: Facts) -> Facts:
    """Change two fields of a position, its citations and a meeting's topics in revision 2."""
    with correction():
        Position.objects.update(stance="undecided", summary="It has not made up its mind.")
        cite(facts.source, 7, position=facts.position)
        facts.meeting.topics.clear()
    return facts


def test_history_shows_each_field(corrected: Facts, reviewer: Client):
    page = reviewer.get(url(corrected.position, "history")).content.decode()
    assert "Revision 2</a>" in page and "by anna" in page and "<b>Correction: Date.</b> Misread" in page
    assert "<del>Opposes</del>" in page and "<ins>Undecided</ins>" in page
    assert "row=position." in page and "column=stance" in page and "row=citation." in page
    page = reviewer.get(url(corrected.meeting, "history")).content.decode()
    assert "Topics removed" in page and "<del>topic: Membership</del>" in page


def test_revert_one_field(corrected: Facts, reviewer: Client):
    position = corrected.position
    page = revert_page(position, 2, f"row=position.{position.pk}&column=stance")
    shown = reviewer.get(page)
    assert shown.context["effect"].done == ["“Stance” of the position “p1” changes from “Undecided” to “Opposes”."]
    assert confirm(reviewer, page).headers["Location"] == url(position, "history")
    position.refresh_from_db()
    assert (position.stance, position.summary) == ("opposes", "It has not made up its mind.")
    made = Revision.objects.first()
    assert (made.kind, made.reason_code, made.author) == ("correction", "misattribution", "boris")


def test_revert_one_row(corrected: Facts, reviewer: Client):
    added = Citation.objects.get(line=7)
    page = revert_page(corrected.position, 2, f"row=citation.{added.pk}")
    assert confirm(reviewer, page).status_code == 302
    assert list(Citation.objects.filter(position=corrected.position).values_list("line", flat=True)) == [1]
    row = Meeting.topics.through._meta.model_name
    page = reviewer.get(url(corrected.meeting, "history"))
    (link,) = (change.query for change in page.context["changes"] if change.verb == "removed")
    assert link.startswith(f"row={row}.")
    assert confirm(reviewer, revert_page(corrected.meeting, 2, link)).status_code == 302
    assert list(corrected.meeting.topics.all()) == [corrected.topic]


def test_revert_one_record(corrected: Facts, reviewer: Client):
    assert confirm(reviewer, revert_page(corrected.position, 2)).status_code == 302
    corrected.position.refresh_from_db()
    assert (corrected.position.stance, corrected.position.citations.count()) == ("opposes", 1)
    assert not corrected.meeting.topics.exists()


def test_revert_a_whole_revision(corrected: Facts, reviewer: Client):
    second = Revision.objects.get(number=2)
    page = reviewer.get(url(second, "change")).content.decode()
    assert "Position “p1”</a>: changed" in page and "Meeting “round”</a>: changed" in page
    assert "<del>membership</del>" in page and "line: 7" in page
    answer = confirm(reviewer, reverse("admin:factbase_revision_revert", args=[2]))
    assert answer.headers["Location"] == url(Revision.objects.get(number=3), "change")
    corrected.position.refresh_from_db()
    assert (corrected.position.stance, corrected.position.citations.count()) == ("opposes", 1)
    assert list(corrected.meeting.topics.all()) == [corrected.topic]
    assert confirm(reviewer, reverse("admin:factbase_revision_revert", args=[3])).status_code == 302
    assert not corrected.meeting.topics.exists()


def test_later_change_prevents_a_revert(corrected: Facts, reviewer: Client):
    with correction("olena"):
        Position.objects.update(stance="no_stance")
    page = reverse("admin:factbase_revision_revert", args=[2])
    shown = reviewer.get(page)
    (obstacle,) = shown.context["obstacles"]
    assert "“Stance” of the position “p1” was changed again in revision 3, by olena" in obstacle
    assert reviewer.post(page, {"opened_at": 3, **REASON}).status_code == 200
    assert Revision.objects.count() == 3
    assert not corrected.meeting.topics.exists()  # no partial revert


def test_database_error_is_reported(corrected: Facts, reviewer: Client):
    with correction():
        Citation.objects.filter(position=corrected.position, line=1).delete()
    added = Citation.objects.get(line=7)
    page = revert_page(corrected.position, 2, f"row=citation.{added.pk}")
    for shown in (reviewer.get(page), reviewer.post(page, {"opened_at": 3, **REASON})):
        assert "has no citation" in " ".join(shown.context["obstacles"])
    assert Citation.objects.filter(pk=added.pk).exists()


def test_repeated_and_outdated_confirmations(corrected: Facts, reviewer: Client):
    page = revert_page(corrected.position, 2)
    form = {"opened_at": reviewer.get(page).context["opened_at"], **REASON}
    with correction("olena"):
        Position.objects.update(condition="", statement="one-speech")
    for number in ("999999", "", form["opened_at"]):  # an invalid or future revision counts as outdated
        shown = reviewer.post(page, {**form, "opened_at": number})
        assert "changed after you opened the page" in shown.content.decode()
    form["opened_at"] = shown.context["opened_at"]
    assert reviewer.post(page, form).status_code == 302
    again = reviewer.post(page, form)
    assert "Revision 2 changed nothing here that is left to undo." in again.context["obstacles"]
    whole = reverse("admin:factbase_revision_revert", args=[2])
    form = {"opened_at": reviewer.get(whole).context["opened_at"], **REASON}
    with correction("olena"):
        Position.objects.update(statement="another-speech")
    assert "changed after you opened the page" in reviewer.post(whole, form).content.decode()
    assert Revision.objects.count() == 5


def test_reverting_an_addition_withdraws_the_fact(facts: Facts, reviewer: Client):
    with revision(author="anna", kind=RevisionKind.ADDITION, reason="A topic"):
        topic = Topic.objects.create(process=facts.process, slug="new", name="New")
    assert confirm(reviewer, revert_page(topic, 2)).status_code == 302
    assert Withdrawal.objects.get().slug == "new"
    assert Revision.objects.first().kind == "withdrawal"
    assert reviewer.get(url(topic, "history")).status_code == 200  # the page after the revert


def test_revert_of_missing_rows_and_revisions(corrected: Facts, reviewer: Client):
    position = corrected.position
    for query in ("row=user.1", "row=position.x", "row=", f"row=position.{position.pk}&column=password"):
        shown = reviewer.get(revert_page(position, 2, query))
        assert shown.status_code == (404 if query != "row=" else 200), query
    for number in (9, 10**15):
        assert "There is no revision" in " ".join(reviewer.get(revert_page(position, number)).context["obstacles"])
        whole = reviewer.get(reverse("admin:factbase_revision_revert", args=[number]))
        assert "There is no revision" in " ".join(whole.context["obstacles"])
    assert reviewer.get(revert_page(position, 10**30)).status_code in (200, 404)


def test_row_of_another_record_is_not_found(corrected: Facts, reviewer: Client):
    with revision(author="anna", kind=RevisionKind.WITHDRAWAL, reason_code="other", reason="Wrong"):
        Withdrawal.objects.create(kind="topic", object_id=999, slug="gone", reason="Wrong")
    gone = Withdrawal.objects.get()
    others = Citation.objects.exclude(position=corrected.position).first()
    slug = Slug.objects.first()
    for query in (
        f"row=withdrawal.{gone.pk}",
        f"row=slug.{slug.pk}",
        f"row=citation.{others.pk}",
        "row=citation.99999",
    ):
        page = revert_page(corrected.position, 3, query)
        assert (reviewer.get(page).status_code, reviewer.post(page, REASON).status_code) == (404, 404), query
    assert Withdrawal.objects.get() == gone


def test_large_revision_has_pages(facts: Facts, reviewer: Client):
    first = url(Revision.objects.get(number=1), "change")
    page = reviewer.get(first)
    assert page.context["page"].paginator.count == len(page.context["touched"]) == 13
    assert reviewer.get(f"{first}?page=99").status_code == 200
    assert reviewer.get(f"{first}?page=x").status_code == 200


def test_revert_needs_the_publish_permission(corrected: Facts, author: Client):
    page, whole = revert_page(corrected.position, 2), reverse("admin:factbase_revision_revert", args=[2])
    for address in (page, whole):
        assert (author.get(address).status_code, author.post(address, REASON).status_code) == (403, 403)
    for address in (url(corrected.position, "history"), url(Revision.objects.get(number=2), "change")):
        shown = author.get(address)
        assert shown.status_code == 200 and "/revert/" not in shown.content.decode()


@pytest.mark.browser
def test_revert_a_field_in_the_browser(corrected: Facts, server: str, page: Page):
    User.objects.create_superuser("olena", password="correct-horse")
    page.goto(server + url(corrected.position, "change"))
    page.fill("#id_username", "olena")
    page.fill("#id_password", "correct-horse")
    page.click("text=Log in")
    page.click("text=History")
    page.click("#r2 tr:has-text('Stance') >> text=Revert")
    expect(page.locator("#effect")).to_contain_text("to “Opposes”")
    page.check("input[name=change_kind][value=other]")
    page.fill("textarea[name=change_reason]", "It was right before.")
    page.click("input[value=Revert]")
    expect(page.locator(".messagelist")).to_contain_text("Done in revision 3.")
    assert Position.objects.get().stance == "opposes"
