"""What the reconciliation service takes and answers is what its specification's own JSON schemas say.

The schemas are those of the Reconciliation Service API 0.2, by the W3C Entity Reconciliation Community Group; where
they are from and on which terms is told beside them, in reconciliation/LICENSE.txt.
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
KNOWN = Registry().with_resources((schema["$id"], DRAFT7.create_resource(schema)) for schema in SCHEMAS.values())


def valid(name: str, told: dict) -> dict:
    """What was told, if it is as the schema of that name says. Raises ValidationError."""
    Draft7Validator(SCHEMAS[name], registry=KNOWN).validate(told)
    return told


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
MEANT = ["volodymyr-zelenskyy"] * 2 + ["vladimir-putin"] * 2 + ["andrii-sybiha"] * 2
MEANT += ["donald-trump", "steve-witkoff", "peter-szijjarto", None]
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
    queries = json.dumps(valid("reconciliation-query-batch", batch))
    response = client.post(URL, {"queries": queries}) if form else get(URL, queries=queries)
    assert response.status_code == 200
    results = valid("reconciliation-result-batch", response.json())
    assert list(results) == list(batch)
    firsts = [next((one["id"] for one in results[f"q{number}"]["result"]), None) for number in range(len(NAMES))]
    assert firsts == MEANT


def test_the_schemas_refuse_what_is_wrong(seeded, get):
    """As does the service, where it is told so."""
    for wrong in (
        {"q0": {}},
        {"q0": {"query": "x", "colour": "red"}},
        {"q0": {"query": "x", "properties": [{"v": 1}]}},
    ):
        with pytest.raises(ValidationError):
            valid("reconciliation-query-batch", wrong)
        assert get(URL, queries=json.dumps(wrong)).status_code == 400
    with pytest.raises(ValidationError):
        valid("suggest-types-response", {"result": [{"id": "person"}]})
    with pytest.raises(ValidationError):
        valid("manifest", {**get(URL).json(), "versions": ["0.1"]})


@pytest.mark.parametrize(
    ("kind", "schema", "prefix"),
    [
        ("", "suggest-entities-response", "k"),
        ("type/", "suggest-types-response", "organ"),
        ("property/", "suggest-properties-response", "k"),
    ],
)
def test_suggestions(seeded, get, kind, schema, prefix):
    assert valid(schema, get(f"{URL}suggest/{kind}", prefix=prefix).json())["result"]
    assert valid(schema, get(f"{URL}suggest/{kind}", prefix="🕊").json())["result"] == []


@pytest.mark.browser
def test_an_openrefine_session(served, page):
    """Over the wire, as it asks: the manifest, types guessed, a batch, a search for one more, a preview in a frame."""
    manifest = valid("manifest", httpx.get(f"{served}{URL}", headers={"Origin": "http://127.0.0.1:3333"}).json())
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    batch = {f"q{number}": {"query": name, "type": "person", "limit": 3} for number, name in enumerate(NAMES)}
    answer = httpx.post(f"{served}{URL}", content="queries=" + quote(json.dumps(batch)), headers=form)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    results = valid("reconciliation-result-batch", answer.json())
    assert [next((one["id"] for one in results[key]["result"]), None) for key in batch] == MEANT
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
    room = frame.locator("html").evaluate("page => [page.scrollWidth, page.scrollHeight]")
    assert room[0] <= size[0]
    assert room[1] <= size[1]
