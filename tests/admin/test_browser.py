"""The admin in a real browser: an editor corrects a stance; an author proposes an actor and a reviewer publishes it."""

import pytest
from django.contrib.auth.models import Group, User
from playwright.sync_api import Page, expect

from factbase.history.revision import Revision
from factbase.models import Actor, Position

from .facts import Facts, url


def log_in(page: Page, address: str, name: str) -> None:
    page.goto(address)
    page.fill("#id_username", name)
    page.fill("#id_password", "correct-horse")
    page.click("text=Log in")


@pytest.mark.browser
def test_an_editor_corrects_a_stance(facts: Facts, server: str, page: Page):
    User.objects.create_superuser("olena", password="correct-horse")
    log_in(page, server + url(facts.position, "change"), "olena")

    page.select_option("#id_stance", "undecided")
    page.click("input[name=_save]")
    page.click(".error-links >> text=Public note")  # the list at the top links to the field
    expect(page.locator(".field-change_reason")).to_contain_text("This field is required")
    page.check("input[name=change_kind][value=source_error]")
    page.fill("#id_change_reason", "The source says that it has not decided.")
    page.click("input[name=_continue]")
    expect(page.locator(".messagelist")).to_contain_text("changed successfully")
    expect(page.locator("#last-change")).to_contain_text("revision 2 by olena")

    page.click("#select2-id_speaker-container")
    page.wait_for_selector(".select2-results__option:has-text('Russia')")
    page.fill(".select2-search__field", "mosc")
    page.click(".select2-results__option:has-text('Russia')")
    page.click("text=Add another Citation")
    assert page.locator("#citations-1").is_visible()
    assert Position.objects.get().stance == "undecided"
    assert Revision.objects.get(number=2).reason == "The source says that it has not decided."


@pytest.mark.slow
@pytest.mark.browser
def test_an_author_proposes_an_actor_and_a_reviewer_publishes_it(facts: Facts, server: str, page: Page):
    for name, group in (("anna", "authors"), ("boris", "reviewers")):
        user = User.objects.create_user(name, password="correct-horse", is_staff=True)
        user.groups.add(Group.objects.get(name=group))

    log_in(page, server + url(Actor, "add"), "anna")
    page.fill("#id_name", "Ukraine")
    page.select_option("#id_kind", "state")
    page.click("text=Save as a draft")
    expect(page.locator(".messagelist")).to_contain_text("Saved as a draft")
    assert page.input_value("#id_slug") == "ukraine"
    page.click(".field-source .select2-selection")
    page.click(".select2-results__option:has-text('A report')")
    page.fill("#id_citations-0-line", "3")
    page.select_option("#id_citations-0-directness", "paraphrase")
    page.fill("#id_change_reason", "It takes part in the talks.")
    page.click("text=Send for review")
    expect(page.locator(".messagelist")).to_contain_text("“Ukraine” was sent for review")
    page.click("text=Log out")
    page.wait_for_url("**/admin/logout/")  # the next request would abort the logout

    log_in(page, server + "/admin/", "boris")
    page.click("text=1 to review")
    page.click("#result_list .field-title a")
    assert "anna proposes a new fact" in page.inner_text("#proposal").lower()
    page.fill("#id_description", "A state in Europe.")
    page.click("input[value=Publish]")
    expect(page.locator(".messagelist")).to_contain_text("Ukraine was published in revision 2")
    assert Actor.objects.get(slug="ukraine").description == "A state in Europe."
    made = Revision.objects.get(number=2)
    assert (made.author, made.reviewer, made.kind) == ("anna, amended by boris", "boris", "addition")
