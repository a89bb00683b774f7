"""Tests of the choice of a format: by the `format` parameter, or else by the Accept header."""

import re

import pytest

from tests.api.http.test_problems import problem

JSON, ATOM, JSON_LD = "application/json", "application/atom+xml", "application/ld+json"
CORRECTIONS = "/api/v1/corrections/"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", JSON),
        ("", 406),
        (ATOM, ATOM),
        (JSON_LD, JSON_LD),
        (f"{JSON};q=0.5, {ATOM}", ATOM),
        (f"{ATOM};q=0.5, */*;q=0.1", ATOM),
        (f"{JSON};q=0.1, */*;q=0.9", ATOM),
        (f"{JSON};q=0, */*", ATOM),
        ("application/*", JSON),
        (f"{JSON}; charset=utf-8", JSON),
        (f'{JSON_LD};profile="http://www.w3.org/ns/json-ld#compacted", {JSON};q=0.9', JSON_LD),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", JSON),  # as browsers send
        ("text/html", 406),
        ("application/xml", 406),
        (f"{JSON};q=0", 406),
        ("*/*;q=0", 406),
        ("nonsense", 406),
        ("/", 406),
        ("," * 1000, 406),
    ],
)
def test_accept_chooses(seeded, client, accept, expected):
    response = client.get(CORRECTIONS, headers={"Accept": accept})
    if expected == 406:
        assert JSON_LD in problem(response, 406)["detail"]
    else:
        assert (response.status_code, response.headers["Content-Type"].split(";")[0]) == (200, expected)
    assert "Accept" in re.split(r",\s*", response.headers["Vary"])


@pytest.mark.parametrize(("name", "expected"), [("json", JSON), ("atom", ATOM), ("jsonld", JSON_LD)])
def test_the_parameter_takes_precedence_over_accept(seeded, client, name, expected):
    response = client.get(f"{CORRECTIONS}?format={name}", headers={"Accept": "text/html"})
    assert response.headers["Content-Type"].split(";")[0] == expected


def test_each_format_has_its_own_etag(seeded, client):
    tags = {}
    for accept in (JSON, ATOM, JSON_LD):
        response = client.get(CORRECTIONS, headers={"Accept": accept})
        tags[accept] = response.headers["ETag"]
        same = client.get(CORRECTIONS, headers={"Accept": accept, "If-None-Match": tags[accept]})
        assert same.status_code == 304
    assert len(set(tags.values())) == 3
    assert client.get(CORRECTIONS, headers={"Accept": JSON, "If-None-Match": tags[ATOM]}).status_code == 200


def test_a_view_with_one_format_rejects_others(seeded, client):
    assert client.get("/api/v1/codebook/?format=json").headers["Content-Type"] == JSON
    [error] = problem(client.get("/api/v1/codebook/?format=atom"), 400)["errors"]
    assert error["parameter"] == "format"
    problem(client.get("/api/v1/codebook/", headers={"Accept": ATOM}), 406)
