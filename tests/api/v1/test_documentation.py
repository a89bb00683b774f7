"""The OpenAPI document is complete, valid and up to date; Swagger UI and Redoc work without internet access."""

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

from api.http.base_views import ReadView
from api.http.list_and_detail_views import RecordsView
from api.v1 import documentation, urls
from api.v1.questions.positions_by_actor import PositionsByActor

from .test_examples import FOLDER, VIEWS, operation_id
from .test_routes import LISTS, ROUTES, file_of


def committed() -> dict[str, Any]:
    return json.loads(documentation.DOCUMENT.read_text())


def operations():
    return [(path, operation) for path, item in committed()["paths"].items() for operation in item.values()]


def test_each_view_has_an_example_with_its_keys():
    """Find the examples that `make contract` has to renew, without a database."""
    views = {operation_id(view): view for _, view in VIEWS}
    stored = {file.stem: file for file in FOLDER.glob("*.json")}
    if os.environ.get("UPDATE_EXAMPLES"):
        for name in stored.keys() - views.keys():
            stored.pop(name).unlink()
    stale = views.keys() ^ stored.keys()
    for name in views.keys() & stored.keys():
        if issubclass(views[name], RecordsView):
            example, fields = json.loads(stored[name].read_text()), views[name].serializer_class().fields
            stale |= {name for record in example.get("results", [example]) if record.keys() != fields.keys()}
    assert not stale, f"Run make contract for api/v1/examples/: {', '.join(sorted(stale))}"


def test_the_committed_document_matches_the_code():
    update, output = bool(os.environ.get("UPDATE_EXAMPLES")), io.StringIO()
    call_command("spectacular", format="openapi-json", validate=update, fail_on_warn=True, stdout=output)
    text = output.getvalue().rstrip("\n")
    if update:
        documentation.DOCUMENT.write_text(text)
    errors = [*differences(json.loads(text), committed())]
    assert not errors, "\n".join(["Change the code, or run make contract and review the changes:", *errors])


def differences(generated: dict, stored: dict) -> Iterator[str]:
    """Yield the operations that differ, each with the file of its view, and the other parts that differ."""
    for path in differing_keys(generated.pop("paths"), stored.pop("paths")):
        route = ROUTES.get(path.removeprefix("/api/v1/"))
        yield f"{path}: {file_of(route.callback.view_class)}" if route else f"{path}: no route in {file_of(urls)}"
    for part in differing_keys(generated, stored):
        pair = [document[part] if isinstance(document.get(part), dict) else {} for document in (generated, stored)]
        yield f"{part}: {', '.join(differing_keys(*(value.get('schemas', value) for value in pair)))}"


def differing_keys(one: dict, other: dict) -> list[str]:
    return [key for key in {**one, **other} if one.get(key) != other.get(key)]


@pytest.mark.slow
def test_the_document_is_valid_openapi():
    document = committed()
    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()
    validate_schema(document)


def test_the_document_has_every_endpoint():
    described = {path.removeprefix("/api/v1/") for path in committed()["paths"]}
    patterns = [str(p.pattern) for p in urls.urlpatterns if issubclass(p.callback.view_class, ReadView)]
    routes = {re.sub(r"<\w+:(\w+)>", r"{\1}", pattern) for pattern in patterns}
    assert described == routes


def test_every_parameter_response_and_field_has_a_description():
    undescribed = []
    for path, operation in operations():
        for text in ("summary", "description"):
            if not operation.get(text):
                undescribed.append((path, text))
        undescribed += [(path, p["name"]) for p in operation["parameters"] if not p.get("description")]
        responses = operation["responses"].items()
        undescribed += [(path, code) for code, response in responses if not response.get("description")]
    for name, schema in committed()["components"]["schemas"].items():
        for field, shape in schema.get("properties", {}).items():
            if not shape.get("description"):
                undescribed.append((name, field))
    assert undescribed == []


def test_every_json_response_has_an_example():
    for path, operation in operations():
        content = operation["responses"]["200"]["content"]
        assert "application/json" not in content or content["application/json"]["examples"], path


def test_the_document_has_the_parameters_of_positions_by_actor():
    names = {p["name"] for _, operation in operations() for p in operation["parameters"]}
    assert set(PositionsByActor.parameters) <= names


@pytest.mark.parametrize("path", ["", "schema/", "docs/", "docs/?script=", "redoc/"])
def test_documentation_pages_are_served(client, path):
    assert client.get(f"/api/v1/{path}").status_code == 200


def test_the_index_links_every_list(seeded, client):
    body = client.get("/api/v1/").json()
    resources = body["resources"]
    assert {f"{name}/" for name in resources} == LISTS
    for url in [*resources.values(), *body["memory"].values()]:
        assert client.get(urlsplit(url).path).status_code == 200


def test_the_home_page_links_documentation_and_admin(client):
    page = client.get("/").content.decode()
    for target in ("/api/v1/docs/", "/api/v1/redoc/", "/api/v1/", "/admin/"):
        assert f'href="{target}"' in page


def test_documentation_pages_have_no_inline_scripts(client):
    """Inline scripts would need an exception in a content security policy."""
    for path in ("docs/", "redoc/"):
        html = client.get(f"/api/v1/{path}").content.decode()
        assert "<script src=" in html
        assert "<script>" not in html
        assert "https://" not in html  # no resources from other sites


@pytest.mark.browser
def test_swagger_ui_executes_positions_by_actor(served_to_read, page):
    page.goto(f"{served_to_read}/api/v1/docs/")
    operation = page.locator("#operations-topics-positions_by_actor")
    operation.locator(".opblock-summary").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.locator('tr[data-param-name="slug"] input').fill("nato-membership")
    operation.locator('tr[data-param-name="in_force_on"] input').fill("2025-12-03")
    operation.get_by_role("button", name="Execute").click()
    response = operation.locator(".live-responses-table .response")
    assert response.locator(".response-col_status").inner_text().startswith("200")
    assert "united-states" in response.inner_text()


@pytest.mark.browser
def test_redoc_shows_an_operation(served_to_read, page):
    page.goto(f"{served_to_read}/api/v1/redoc/")
    page.get_by_role("heading", name="Positions on a topic by actor").first.wait_for()


def test_examples_are_stored_next_to_the_document():
    assert (Path(documentation.DOCUMENT).parent / "examples" / "positions_by_actor.json").exists()
