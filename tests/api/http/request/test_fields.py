"""Tests of `fields`: any paths of keys, in lists, details and questions."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.http.list_and_detail_views import DetailView, ListView
from api.http.request.fields import paths
from api.v1 import urls
from tests.api.http.test_problems import problem

VIEWS = [
    (str(pattern.pattern), pattern.callback.view_class)
    for pattern in urls.urlpatterns
    if issubclass(pattern.callback.view_class, ListView | DetailView)
]


def pruned(value: Any, fields: set[str]) -> Any:
    """Return a record with these paths only."""
    if isinstance(value, list):
        return [pruned(one, fields) for one in value]
    if value is None or "" in fields:
        return value
    result = {}
    for key, below in value.items():
        further = {path[len(key) :].removeprefix(".") for path in fields if path == key or path.startswith(f"{key}.")}
        if further:
            result[key] = pruned(below, further)
    return result


def leaves(value: Any, prefix: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield f"{prefix}{key}"
            yield from leaves(below, f"{prefix}{key}.")


@pytest.mark.parametrize(("route", "view"), VIEWS, ids=[view.__name__ for _, view in VIEWS])
def test_paths_select_their_keys_only(seeded, get, route, view):
    path = "/api/v1/" + route.replace("<slug:slug>", view.example.get("slug", ""))
    known = list(paths(view.serializer_class()))
    whole = get(path).json()

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.sampled_from(known), min_size=1, max_size=6, unique=True))
    def holds(fields):
        answer = get(path, fields=",".join(fields)).json()
        if issubclass(view, DetailView):
            assert answer == pruned(whole, set(fields))
        else:
            assert answer["results"] == pruned(whole["results"], set(fields))

    holds()


def test_the_declared_order_is_kept(seeded, get):
    fields = "citations.source.title,holder.slug,citations.line,slug"
    [row] = get("/api/v1/positions/", fields=fields, page_size=1).json()["results"]
    assert list(leaves(row)) == ["slug", "holder", "holder.slug", "citations"]
    assert {tuple(leaves(one)) for one in row["citations"]} == {("source", "source.title", "line")}


def test_paths_apply_to_the_positions_of_an_actor(seeded, get):
    page = get("/api/v1/topics/nato-membership/positions/by-actor/", fields="stance,speaker.name").json()
    positions = [one for holder in page["results"] for one in holder["in_force"]]
    assert positions
    assert all(set(leaves(one)) <= {"stance", "speaker", "speaker.name"} for one in positions)


@pytest.mark.parametrize(
    ("fields", "near"),
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
def test_an_unknown_path_is_an_error_with_the_nearest(seeded, get, path, fields, near):
    [error] = problem(get(f"/api/v1/{path}", fields=fields), 400)["errors"]
    assert error["parameter"] == "fields"
    assert near is None or error["suggestion"] == near
