"""Tests that a cursor works in its own list only: every swap between lists, records and orderings is an error."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from api.http.request.parameters import Number
from api.v1 import urls
from factbase.history.releases import release
from factbase.history.revision import revision
from factbase.models import Actor, Claim, Discrepancy, Meeting, Position, Process, Proposal, Source, Topic
from factbase.vocabulary import ReasonCode, RevisionKind
from tests.api.http.test_problems import problem

SIZES = {"cursor": "page_size", "topics_cursor": "topics_size"}
LISTS = [
    (str(pattern.pattern), pattern.callback.view_class, name)
    for pattern in urls.urlpatterns
    for name in SIZES
    if name in getattr(pattern.callback.view_class, "parameters", {})
    and not isinstance(
        pattern.callback.view_class.parameters[name], Number
    )  # an offset, as the reconciliation API specifies
]
TEXTS = {Position: "summary", Claim: "summary", Source: "title", Discrepancy: "note"}
RELEASES = ["2026.1", "2026.2", "2026.3"]


def make_second_pages() -> None:
    """Make a second page of every list: another process, releases and corrections."""
    for tag in RELEASES:
        kind = RevisionKind.CORRECTION
        with revision(author="tester", kind=kind, reason_code=ReasonCode.OTHER, reason=f"For {tag}."):
            Process.objects.get_or_create(slug="another-process", defaults={"name": "Another"})
            for model in (Process, Actor, Topic, Meeting, Position, Proposal, Claim, Source, Discrepancy):
                model.objects.update(**{TEXTS.get(model, "description"): f"Corrected for {tag}."})
        release(tag, author="tester", progress=lambda *_: None)


@pytest.fixture
def long(databases, seeded_template):
    with databases.filled(seeded_template, make_second_pages):
        yield


def paths(get, route: str) -> Iterator[str]:
    """Yield the path of a list, or the paths of a list that belongs to a record, for all records."""
    path = f"/api/v1/{route}"
    if "<slug" in path:
        resource = get(f"/api/v1/{route.partition('/')[0]}/", fields="slug", page_size=200).json()["results"]
        yield from (re.sub(r"<.*?>", record["slug"], path) for record in resource)
    elif "<" in path:
        older, *newer = RELEASES
        yield from (path.replace("<str:older>", older).replace("<str:newer>", tag) for tag in newer)
    else:
        yield path


def cursors(get) -> dict[tuple[str, str], dict[str, str]]:
    """Return cursors by path and name, then by query.

    There is one for each list and ordering; of a list that belongs to a record, one for each of two records.
    """
    cursors_by_list: dict[tuple[str, str], dict[str, str]] = {}
    for route, view, name in LISTS:
        required = {key: view.example[key] for key, by in view.parameters.items() if by.required}
        required |= {"from": "2020-01-01"} if "from" in view.parameters else {}
        link = "next_topics" if name == "topics_cursor" else "next"
        orderings = getattr(view.parameters.get("ordering"), "known", [""])
        before = len(cursors_by_list)
        for path in paths(get, route):
            for ordering in orderings[:1] if "<" in route else orderings:
                query = urlencode(required | ({"ordering": ordering} if ordering else {}))
                if following := get(f"{path}?{query}&{SIZES[name]}=1").json()[link]:
                    [cursors_by_list.setdefault((path, name), {})[query]] = parse_qs(urlsplit(following).query)[name]
            if len(cursors_by_list) == before + 2:
                break
        assert len(cursors_by_list) == before + (2 if "<" in route else 1), route
    return cursors_by_list


def test_no_cursor_works_in_another_list(long, get):
    cursors_by_list = cursors(get)
    assert len(LISTS) >= 30
    for (path, name), own in cursors_by_list.items():
        for query, cursor in own.items():
            assert get(f"{path}?{query}&{name}={cursor}").status_code == 200
            for other, theirs in cursors_by_list.items():
                if other != (path, name):  # the other list's cursor in the same ordering, if it has that
                    swapped = theirs.get(query) or next(iter(theirs.values()))
                    [error] = problem(get(f"{path}?{query}&{name}={swapped}"), 400)["errors"]
                    assert error["parameter"] == name and "belongs to other filters" in error["detail"], other
