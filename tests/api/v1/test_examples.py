"""Golden responses: one stored example per endpoint, which is both documentation and contract.

A change of the contract or of the facts fails here. To store the new responses, run make contract.
The seeds have no corrections and no releases, so these examples come from a base with invented ones, and say so.
"""

import json
import os
import re
from pathlib import Path

import pytest

from api.http.base_views import ReadView
from api.http.formats.json import JSON
from api.http.openapi.operations import Schema
from api.v1 import urls
from factbase.history.releases import release
from factbase.history.revision import revision
from factbase.history.withdraw import withdraw
from factbase.models import Discrepancy, Position
from factbase.vocabulary import DateBasis, ReasonCode, RevisionKind

FOLDER = Path(urls.__file__).parent / "examples"
VIEWS = [
    (pattern.pattern, pattern.callback.view_class)
    for pattern in urls.urlpatterns
    if issubclass(pattern.callback.view_class, ReadView) and JSON in pattern.callback.view_class.formats
]
VARYING = {
    r"cursor=[^\"&]+": "cursor=…",
    r'("time": ")[^"]+': r"\g<1>2026-01-31T12:00:00.000000Z",
    r"year = \d+,\\n  month = \w+": r"year = 2026,\\n  month = jan",
    r'("date-parts": )\[\[.*?\]\]': r"\g<1>[[2026, 1, 31]]",
    r'("name": "citation.csl.json", .*?"size": )\d+': r"\g<1>377",
    r'("size": \d+, "sha256": ")[0-9a-f]{64}': r"\g<1>" + 64 * "0",
}
"""Patterns of values that differ in every database, such as times, and their replacements."""


@pytest.fixture
def corrected(scratch) -> None:
    """Provide the seeded base with an invented correction and withdrawal."""
    correct()


@pytest.fixture
def released(scratch) -> None:
    """Provide the same between two releases."""
    release("2026.1", author="an-editor", progress=lambda *_: None)
    correct()
    release("2026.2", author="an-editor", progress=lambda *_: None)


def correct() -> None:
    def invented_revision(kind: RevisionKind, code: ReasonCode, note: str):
        reason = f"Invented for this example: {note}"
        return revision(author="an-editor", reviewer="another-editor", kind=kind, reason_code=code, reason=reason)

    with invented_revision(RevisionKind.CORRECTION, ReasonCode.DATE, "the dispatch names the day."):
        position = Position.objects.filter(slug="rutte-on-nato-membership")
        position.update(date_basis=DateBasis.STATED, date_note="")
    with invented_revision(
        RevisionKind.WITHDRAWAL, ReasonCode.OTHER, "both spellings are usual, and neither is a mistake."
    ):
        withdraw(Discrepancy.objects.get(slug="spelling-of-ushakov"), "Both spellings are usual.")


def operation_id(view: type[ReadView]) -> str:
    schema = Schema()
    schema.view = view()
    return schema.get_operation_id()


@pytest.mark.parametrize(("route", "view"), VIEWS, ids=[view.__name__ for _, view in VIEWS])
def test_responses_equal_the_stored_examples(request, get, route, view):
    invented = "released" if str(route).startswith("releases/") else "corrected"
    request.getfixturevalue(invented if view.invented else "seeded")
    query = dict(view.example)
    path = re.sub(r"<\w+:(\w+)>", lambda name: query.pop(name[1]), str(route))
    response = get(f"/api/v1/{path}", **query)
    assert response.status_code == 200
    text = json.dumps(response.json(), ensure_ascii=False).replace("//testserver", "//127.0.0.1:8000")
    for pattern, replacement in VARYING.items():
        text = re.sub(pattern, replacement, text)
    body = json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"

    example = FOLDER / f"{operation_id(view)}.json"
    if os.environ.get("UPDATE_EXAMPLES"):
        example.write_text(body)
    assert body == example.read_text(), f"api/v1/examples/{example.name} differs: if intended, run make contract"
