"""One kept answer for each endpoint: documentation and contract at once.

A change of contract or of facts shows here. To keep the new answers: make contract
Nothing that was published has been corrected or released yet: examples of that are read from a base with invented
corrections and releases, and say so.
"""

import json
import os
import re
from pathlib import Path

import pytest

from api.http.formats.negotiation import JSON
from api.http.openapi.schema import Schema
from api.http.views import ReadView
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
OF_THE_DAY = {
    r"cursor=[^\"&]+": "cursor=…",
    r'("time": ")[^"]+': r"\g<1>2026-01-31T12:00:00.000000Z",
    r"year = \d+,\\n  month = \w+": r"year = 2026,\\n  month = jan",
    r'("date-parts": )\[\[.*?\]\]': r"\g<1>[[2026, 1, 31]]",
    r'("name": "citation.csl.json", .*?"size": )\d+': r"\g<1>377",
    r'("size": \d+, "sha256": ")[0-9a-f]{64}': r"\g<1>" + 64 * "0",
}
"""What no two bases have in common, as they are not of one age, and what stands for it."""


@pytest.fixture
def corrected(scratch) -> None:
    """The seeded base with a correction and a withdrawal that are not true."""
    correct()


@pytest.fixture
def released(scratch) -> None:
    """The same between two releases."""
    release("2026.1", author="an-editor", progress=lambda *_: None)
    correct()
    release("2026.2", author="an-editor", progress=lambda *_: None)


def correct() -> None:
    def invented(kind: RevisionKind, code: ReasonCode, why: str):
        reason = f"Invented for this example: {why}"
        return revision(author="an-editor", reviewer="another-editor", kind=kind, reason_code=code, reason=reason)

    with invented(RevisionKind.CORRECTION, ReasonCode.DATE, "the dispatch names the day."):
        position = Position.objects.filter(slug="rutte-on-nato-membership")
        position.update(date_basis=DateBasis.STATED, date_note="")
    with invented(RevisionKind.WITHDRAWAL, ReasonCode.OTHER, "both spellings are usual, and neither is a mistake."):
        withdraw(Discrepancy.objects.get(slug="spelling-of-ushakov"), "Both spellings are usual.")


def operation_id(view: type[ReadView]) -> str:
    schema = Schema()
    schema.view = view()
    return schema.get_operation_id()


def test_each_view_has_an_example_and_each_example_a_view():
    kept, expected = {file.stem for file in FOLDER.glob("*.json")}, {operation_id(view) for _, view in VIEWS}
    if os.environ.get("UPDATE_EXAMPLES"):
        for name in kept - expected:
            (FOLDER / f"{name}.json").unlink()
    else:
        assert kept == expected, f"Run make contract for api/v1/examples/: {', '.join(sorted(kept ^ expected))}"


@pytest.mark.parametrize(("route", "view"), VIEWS, ids=[view.__name__ for _, view in VIEWS])
def test_the_answer_is_the_one_kept(request, get, route, view):
    invented = "released" if str(route).startswith("releases/") else "corrected"
    request.getfixturevalue(invented if view.invented else "seeded")
    query = dict(view.example)
    path = re.sub(r"<\w+:(\w+)>", lambda name: query.pop(name[1]), str(route))
    response = get(f"/api/v1/{path}", **query)
    assert response.status_code == 200
    text = json.dumps(response.json(), ensure_ascii=False).replace("//testserver", "//127.0.0.1:8000")
    for changing, kept in OF_THE_DAY.items():
        text = re.sub(changing, kept, text)
    answer = json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"

    example = FOLDER / f"{operation_id(view)}.json"
    if os.environ.get("UPDATE_EXAMPLES"):
        example.write_text(answer)
    assert answer == example.read_text(), f"api/v1/examples/{example.name} differs: run make contract if that is meant"
