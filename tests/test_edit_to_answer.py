"""A correction in the admin reaches the API at once, through the real server."""

import json
import urllib.request

import pytest
from django.contrib.auth.models import User

from factbase.models import Position


def stance(address: str, slug: str) -> str:
    with urllib.request.urlopen(f"{address}/api/v1/positions/{slug}/") as response:
        return json.load(response)["stance"]


@pytest.mark.browser
def test_correction_is_in_the_next_response(served, page):
    User.objects.create_superuser("olena", password="correct-horse")
    position = Position.objects.get(slug="rutte-on-nato-membership")
    assert stance(served, position.slug) == "undecided"

    page.goto(f"{served}/admin/factbase/position/{position.pk}/change/")
    page.fill("#id_username", "olena")
    page.fill("#id_password", "correct-horse")
    page.click("text=Log in")
    page.select_option("#id_stance", "supports")
    page.check("input[name=change_kind][value=translation]")
    page.fill("#id_change_reason", "He said that the door remains open.")
    page.click("input[name=_save]")
    page.locator(".messagelist").wait_for()

    assert stance(served, position.slug) == "supports"  # the next request
    with urllib.request.urlopen(f"{served}/api/v1/positions/{position.slug}/?as_of=1") as response:
        assert json.load(response)["stance"] == "undecided"
