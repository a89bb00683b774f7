"""Route words are read from the URL patterns, and no slug may be one of them."""

from types import ModuleType

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.urls import include, path
from django.views import View

from factbase.models import Actor
from factbase.models.route_words import route_words


def site(*routes: str) -> ModuleType:
    """Return a URLconf with these routes below one include, and one route outside it."""
    urlconf = ModuleType("urlconf")
    below = [path(route, View.as_view()) for route in routes]
    urlconf.urlpatterns = [path("pages/", include(below)), path("elsewhere/only/", View.as_view())]  # type: ignore[attr-defined]
    return urlconf


def test_route_words_are_literal_segments_beside_slugs():
    assert {"matrix", "shifts", "resolve", "by-actor", "agreement", "reconcile", "search", "timeline"} <= route_words()
    assert not {"topics", "actors"} & route_words()
    with override_settings(ROOT_URLCONF=site("actors/<slug:slug>/", "actors/compare/")):
        assert route_words() == {"compare"}
    with override_settings(ROOT_URLCONF=site("actors/<int:number>/", "actors/compare/")):
        assert route_words() == frozenset()


def test_the_index_lists_route_words(client):
    assert client.get("/api/v1/").json()["reserved_slugs"] == sorted(route_words())


def test_a_form_refuses_route_words(seeded):
    with pytest.raises(Exception, match="is a word of the API's routes"):
        Actor(slug="resolve", name="Resolve", kind="person").clean_fields()


def test_a_record_with_a_route_word_as_slug_stops_migrate(scratch):
    with (
        override_settings(ROOT_URLCONF=site("actors/<slug:slug>/", "actors/russia/")),
        pytest.raises(CommandError, match="the actor “russia”"),
    ):
        call_command("migrate", verbosity=0)
    call_command("migrate", verbosity=0)
