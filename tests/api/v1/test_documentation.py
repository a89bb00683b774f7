"""The OpenAPI document is complete, valid and the committed one; Swagger UI and Redoc work with no internet."""

import io
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from drf_spectacular.validation import validate_schema
from openapi_spec_validator import OpenAPIV31SpecValidator

from api.http.views import ReadView
from api.v1 import documentation, urls
from api.v1.questions.positions_by_actor import PositionsByActor
from tests.api.v1.test_routes import LISTS, ROUTES, file_of


def committed() -> dict[str, Any]:
    return json.loads(documentation.DOCUMENT.read_text())


def operations():
    return [(path, operation) for path, item in committed()["paths"].items() for operation in item.values()]


def test_the_committed_document_is_what_the_code_says():
    output = io.StringIO()
    call_command("spectacular", format="openapi-json", fail_on_warn=True, stdout=output)
    text = output.getvalue().rstrip("\n")
    if os.environ.get("UPDATE_EXAMPLES"):
        documentation.DOCUMENT.write_text(text)
    told = [*differences(json.loads(text), committed())]
    assert not told, "\n".join(["Change the code, or run make contract and look at what changed:", *told])


def differences(document: dict, kept: dict) -> Iterator[str]:
    """Yield the operations that differ, each with its view, and the other parts of the document."""
    for path in differing(document.pop("paths"), kept.pop("paths")):
        route = ROUTES.get(path.removeprefix("/api/v1/"))
        yield f"{path}: {file_of(route.callback.view_class)}" if route else f"{path}: {file_of(urls)} has no such route"
    for part in differing(document, kept):
        of_both = [each[part] if isinstance(each.get(part), dict) else {} for each in (document, kept)]
        yield f"{part}: {', '.join(differing(*(each.get('schemas', each) for each in of_both)))}"


def differing(one: dict, other: dict) -> list[str]:
    return [key for key in {**one, **other} if one.get(key) != other.get(key)]


@pytest.mark.slow
def test_the_document_is_valid_openapi():
    document = committed()
    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()
    validate_schema(document)


def test_every_endpoint_is_in_it():
    described = {path.removeprefix("/api/v1/") for path in committed()["paths"]}
    patterns = [str(p.pattern) for p in urls.urlpatterns if issubclass(p.callback.view_class, ReadView)]
    routes = {re.sub(r"<\w+:(\w+)>", r"{\1}", pattern) for pattern in patterns}
    assert described == routes


def test_every_parameter_answer_and_field_is_described():
    silent = []
    for path, operation in operations():
        for text in ("summary", "description"):
            if not operation.get(text):
                silent.append((path, text))
        silent += [(path, p["name"]) for p in operation["parameters"] if not p.get("description")]
        silent += [(path, code) for code, answer in operation["responses"].items() if not answer.get("description")]
    for name, schema in committed()["components"]["schemas"].items():
        for field, shape in schema.get("properties", {}).items():
            if not shape.get("description"):
                silent.append((name, field))
    assert silent == []


def test_every_answer_has_an_example_from_the_base():
    for path, operation in operations():
        answers = operation["responses"]["200"]["content"]
        assert "application/json" not in answers or answers["application/json"]["examples"], path


def test_every_slug_parameter_of_the_api_is_explained():
    names = {p["name"] for _, operation in operations() for p in operation["parameters"]}
    assert set(PositionsByActor.parameters) <= names


@pytest.mark.parametrize("path", ["", "schema/", "docs/", "docs/?script=", "redoc/"])
def test_it_is_served(client, path):
    assert client.get(f"/api/v1/{path}").status_code == 200


def test_the_index_leads_to_every_list(seeded, client):
    body = client.get("/api/v1/").json()
    resources = body["resources"]
    assert {f"{name}/" for name in resources} == LISTS
    for url in [*resources.values(), *body["memory"].values()]:
        assert client.get(urlsplit(url).path).status_code == 200


def test_a_person_is_greeted(client):
    page = client.get("/").content.decode()
    for target in ("/api/v1/docs/", "/api/v1/redoc/", "/api/v1/", "/admin/"):
        assert f'href="{target}"' in page


def test_the_pages_have_no_script_of_their_own(client):
    """So that a content security policy can forbid inline scripts."""
    for path in ("docs/", "redoc/"):
        html = client.get(f"/api/v1/{path}").content.decode()
        assert "<script src=" in html
        assert "<script>" not in html
        assert "https://" not in html  # nothing is fetched from elsewhere


@pytest.mark.browser
def test_swagger_ui_asks_the_headline_question(served_to_read, page):
    page.goto(f"{served_to_read}/api/v1/docs/")
    operation = page.locator("#operations-topics-positions_by_actor")
    operation.locator(".opblock-summary").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.locator('tr[data-param-name="slug"] input').fill("nato-membership")
    operation.locator('tr[data-param-name="in_force_on"] input').fill("2025-12-03")
    operation.get_by_role("button", name="Execute").click()
    answer = operation.locator(".live-responses-table .response")
    assert answer.locator(".response-col_status").inner_text().startswith("200")
    assert "united-states" in answer.inner_text()


@pytest.mark.browser
def test_redoc_shows_every_operation(served_to_read, page):
    page.goto(f"{served_to_read}/api/v1/redoc/")
    page.get_by_role("heading", name="Positions on a topic by actor").first.wait_for()


def test_examples_stand_beside_the_document():
    assert (Path(documentation.DOCUMENT).parent / "examples" / "positions_by_actor.json").exists()
