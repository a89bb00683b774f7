"""One kept answer for each endpoint: documentation and contract at once.

A change of contract or of facts shows here. To keep the new answers: UPDATE_EXAMPLES=1 make test
"""

import json
import os
import re
from pathlib import Path

import pytest

from api.http.openapi import Schema
from api.http.views import ReadView
from api.v1 import urls

FOLDER = Path(urls.__file__).parent / "examples"
VIEWS = [
    (pattern.pattern, pattern.callback.view_class)
    for pattern in urls.urlpatterns
    if issubclass(pattern.callback.view_class, ReadView)
]


def operation_id(view: type[ReadView]) -> str:
    schema = Schema()
    schema.view = view()
    return schema.get_operation_id()


@pytest.mark.parametrize(("route", "view"), VIEWS, ids=[view.__name__ for _, view in VIEWS])
def test_the_answer_is_the_one_kept(seeded, get, route, view):
    query = dict(view.example)
    path = str(route).replace("<slug:slug>", query.pop("slug", ""))
    response = get(f"/api/v1/{path}", **query)
    assert response.status_code == 200
    text = re.sub(r"cursor=[^\"&]+", "cursor=…", response.content.decode().replace("//testserver", "//127.0.0.1:8000"))
    answer = json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"

    kept = FOLDER / f"{operation_id(view)}.json"
    if os.environ.get("UPDATE_EXAMPLES"):
        kept.write_text(answer)
    assert answer == kept.read_text(), f"{kept.name} differs: run UPDATE_EXAMPLES=1 make test if that is meant"


def test_no_example_is_left_over():
    assert {file.stem for file in FOLDER.glob("*.json")} == {operation_id(view) for _, view in VIEWS}
