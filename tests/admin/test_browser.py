"""An editor at a real browser corrects a stance."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page

from factbase.history.revision import Revision
from factbase.models import Position

from .facts import Facts, url


@pytest.mark.browser
def test_an_editor_corrects_a_stance(facts: Facts, server: str, page: Page):
    User.objects.create_superuser("olena", password="correct-horse")
    page_of_position = server + url(facts.position, "change")
    page.goto(page_of_position)
    page.fill("#id_username", "olena")
    page.fill("#id_password", "correct-horse")
    page.click("text=Log in")

    page.select_option("#id_stance", "undecided")
    page.click("input[name=_save]")
    assert "This field is required" in page.inner_text(".field-change_reason")
    page.check("input[name=change_kind][value=source_error]")
    page.fill("#id_change_reason", "The source says that it has not decided.")
    page.click("input[name=_continue]")
    assert "changed successfully" in page.inner_text(".messagelist")
    assert "revision 2 by olena" in page.inner_text("#last-change")

    page.click("#select2-id_speaker-container")
    page.wait_for_selector(".select2-results__option:has-text('Russia')")
    page.fill(".select2-search__field", "mosc")
    page.click(".select2-results__option:has-text('Russia')")
    page.click("text=Add another Citation")
    assert page.locator("#citations-1").is_visible()
    assert Position.objects.get().stance == "undecided"
    assert Revision.objects.get(number=2).reason == "The source says that it has not decided."
