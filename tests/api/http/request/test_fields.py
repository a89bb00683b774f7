"""`fields=`: any path of keys that a record has, in lists, details and questions."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.http.request.fields import paths
from api.http.resources import DetailView, ListView
from api.v1 import urls
from tests.api.http.test_problems import problem

VIEWS = [
    (str(pattern.pattern), pattern.callback.view_class)
    for pattern in urls.urlpatterns
    if issubclass(pattern.callback.view_class, ListView | DetailView)
]


def pruned(value: Any, asked: set[str]) -> Any:
    """What is left of a record when these paths are kept."""
    if isinstance(value, list):
        return [pruned(one, asked) for one in value]
    if value is None or "" in asked:
        return value
    kept = {}
    for key, below in value.items():
        further = {path[len(key) :].removeprefix(".") for path in asked if path == key or path.startswith(f"{key}.")}
        if further:
            kept[key] = pruned(below, further)
    return kept


def leaves(value: Any, prefix: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield f"{prefix}{key}"
            yield from leaves(below, f"{prefix}{key}.")


@pytest.mark.parametrize(("route", "view"), VIEWS, ids=[view.__name__ for _, view in VIEWS])
def test_any_paths_keep_what_they_lead_to_and_no_more(seeded, get, route, view):
    path = "/api/v1/" + route.replace("<slug:slug>", view.example.get("slug", ""))
    known = list(paths(view.serializer_class()))
    whole = get(path).json()

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.sampled_from(known), min_size=1, max_size=6, unique=True))
    def holds(asked):
        answer = get(path, fields=",".join(asked)).json()
        if issubclass(view, DetailView):
            assert answer == pruned(whole, set(asked))
        else:
            assert answer["results"] == pruned(whole["results"], set(asked))

    holds()


def test_the_declared_order_is_kept(seeded, get):
    asked = "citations.source.title,holder.slug,citations.line,slug"
    [row] = get("/api/v1/positions/", fields=asked, page_size=1).json()["results"]
    assert list(leaves(row)) == ["slug", "holder", "holder.slug", "citations"]
    assert {tuple(leaves(one)) for one in row["citations"]} == {("source", "source.title", "line")}


def test_they_reach_into_the_positions_of_an_actor(seeded, get):
    answer = get("/api/v1/topics/nato-membership/positions/by-actor/", fields="stance,speaker.name").json()
    shown = [one for holder in answer["results"] for one in holder["in_force"]]
    assert shown
    assert all(set(leaves(one)) <= {"stance", "speaker", "speaker.name"} for one in shown)


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("holder.slugg", "holder.slug"),
        ("holders.slug", "holder.slug"),
        ("citation.source.title", "citations.source.title"),
        ("holder.", "holder"),
        ("stance.slug", None),
        ("😀", None),
        ("." * 10_000, None),
    ],
)
@pytest.mark.parametrize("path", ["positions/", "positions/rutte-on-nato-membership/"])
def test_a_path_that_leads_nowhere_is_refused_with_the_nearest(seeded, get, path, asked, near):
    [error] = problem(get(f"/api/v1/{path}", fields=asked), 400)["errors"]
    assert error["parameter"] == "fields"
    assert near is None or error["suggestion"] == near
