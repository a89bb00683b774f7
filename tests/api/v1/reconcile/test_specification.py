"""Requests and responses of the reconciliation service validate against the specification's JSON schemas.

The schemas are those of the Reconciliation Service API 0.2 by the W3C Entity Reconciliation Community Group. Their
origin and license are in specification/LICENSE.txt.
"""

import json
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from jsonschema import Draft7Validator, ValidationError
from playwright.sync_api import expect
from referencing import Registry
from referencing.jsonschema import DRAFT7

from factbase.models import Actor
from tests.facts import editing

URL = "/api/v1/reconcile/"
FILES = (Path(__file__).parent / "specification").glob("*.json")
SCHEMAS = {path.stem: json.loads(path.read_text()) for path in FILES}
REGISTRY = Registry().with_resources((schema["$id"], DRAFT7.create_resource(schema)) for schema in SCHEMAS.values())


def validate(name: str, document: dict) -> dict:
    """Return the document if it is validate by the schema of that name. Raises ValidationError."""
    Draft7Validator(SCHEMAS[name], registry=REGISTRY).validate(document)
    return document


NAMES = [
    "Володимир Зеленський",
    "Volodymyr Selenskyj",
    "Владимир Путин",
    "PUTIN, Vladimir",
    "Сибіга",
    "FM Sybiha",
    "Дональд Трамп",
    "S. Witkoff",
    "Péter Szijjártó",
    "Nobody At All",
]
EXPECTED = ["volodymyr-zelenskyy"] * 2 + ["vladimir-putin"] * 2 + ["andrii-sybiha"] * 2
EXPECTED += ["donald-trump", "steve-witkoff", "peter-szijjarto", None]
FULL = {
    "limit": 3,
    "type_strict": "should",
    "type": ["person"],
    "properties": [{"pid": "kind", "v": ["Person", {"id": "state", "name": "State"}]}],
}


@pytest.mark.parametrize("form", [False, True])
def test_a_batch_and_its_results(seeded, get, client, form):
    batch = {f"q{number}": {"query": name, **FULL} for number, name in enumerate(NAMES)}
    batch["none"] = {"properties": [{"pid": "wikidata", "v": 7}]}
    queries = json.dumps(validate("reconciliation-query-batch", batch))
    response = client.post(URL, {"queries": queries}) if form else get(URL, queries=queries)
    assert response.status_code == 200
    results = validate("reconciliation-result-batch", response.json())
    assert list(results) == list(batch)
    best = [next((one["id"] for one in results[f"q{number}"]["result"]), None) for number in range(len(NAMES))]
    assert best == EXPECTED


def test_the_schemas_reject_invalid_documents(seeded, get):
    """The service rejects invalid batches too."""
    for batch in (
        {"q0": {}},
        {"q0": {"query": "x", "colour": "red"}},
        {"q0": {"query": "x", "properties": [{"v": 1}]}},
    ):
        with pytest.raises(ValidationError):
            validate("reconciliation-query-batch", batch)
        assert get(URL, queries=json.dumps(batch)).status_code == 400
    with pytest.raises(ValidationError):
        validate("suggest-types-response", {"result": [{"id": "person"}]})
    with pytest.raises(ValidationError):
        validate("manifest", {**get(URL).json(), "versions": ["0.1"]})


@pytest.mark.parametrize(
    ("kind", "schema", "prefix"),
    [
        ("", "suggest-entities-response", "k"),
        ("type/", "suggest-types-response", "organ"),
        ("property/", "suggest-properties-response", "k"),
    ],
)
def test_suggestions_match_their_schemas(seeded, get, kind, schema, prefix):
    assert validate(schema, get(f"{URL}suggest/{kind}", prefix=prefix).json())["result"]
    assert validate(schema, get(f"{URL}suggest/{kind}", prefix="🕊").json())["result"] == []


@pytest.mark.browser
def test_an_openrefine_session(served, page):
    """Run OpenRefine's requests over HTTP: manifest, guessed types, a batch, suggestions and a preview in a frame."""
    manifest = validate("manifest", httpx.get(f"{served}{URL}", headers={"Origin": "http://127.0.0.1:3333"}).json())
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    batch = {f"q{number}": {"query": name, "type": "person", "limit": 3} for number, name in enumerate(NAMES)}
    response = httpx.post(f"{served}{URL}", content="queries=" + quote(json.dumps(batch)), headers=form)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    results = validate("reconciliation-result-batch", response.json())
    assert [next((one["id"] for one in results[key]["result"]), None) for key in batch] == EXPECTED
    suggest = {kind: one["service_url"] + one["service_path"] for kind, one in manifest["suggest"].items()}
    sent = {"spell": "always", "exact": "false", "prefixed": "true"}
    for kind, prefix, expected in (
        ("entity", "Ушак", "yury-ushakov"),
        ("type", "per", "person"),
        ("property", "coun", "country"),
    ):
        assert httpx.get(suggest[kind], params={"prefix": prefix, **sent}).json()["result"][0]["id"] == expected
    with editing():
        Actor.objects.filter(slug="yury-ushakov").update(slug="iurii-ushakov")
    size = manifest["preview"]["width"], manifest["preview"]["height"]
    source = manifest["preview"]["url"].replace("{{id}}", "yury-ushakov")
    page.set_content(f'<iframe src="{source}" width="{size[0]}" height="{size[1]}"></iframe>')
    frame = page.frame_locator("iframe")
    link = frame.get_by_role("link", name="Yury Ushakov")
    expect(link).to_have_attribute("href", manifest["view"]["url"].replace("{{id}}", "iurii-ushakov"))
    width, height = frame.locator("html").evaluate("page => [page.scrollWidth, page.scrollHeight]")
    assert width <= size[0]
    assert height <= size[1]
