"""Tests of name resolution in any spelling."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factbase.models import Actor, ActorName
from tests.facts import cite, editing, make_actor, make_source

URL = "/api/v1/actors/resolve/"


def resolve(get, name: str, **parameters) -> list[dict]:
    response = get(URL, name=name, **parameters)
    assert response.status_code == 200, response.content
    return response.json()["results"]


def first(get, name: str) -> tuple[str, list[str]]:
    candidate = resolve(get, name)[0]
    return candidate["actor"]["slug"], candidate["reasons"]


@pytest.mark.parametrize(
    ("name", "slug", "reasons"),
    [
        ("Vladimir Putin", "vladimir-putin", ["exact_name"]),
        ("moscow", "russia", ["exact_alias"]),
        ("Владимир Путин", "vladimir-putin", ["same_key"]),
        ("Volodymyr Selenskyj", "volodymyr-zelenskyy", ["same_key"]),
        ("Péter Szijjártó", "peter-szijjarto", ["same_key"]),
        ("U.S.", "united-states", ["same_key"]),
        ("Putin, Vladimir", "vladimir-putin", ["word_order"]),
        ("V. Putin", "vladimir-putin", ["initials"]),
        ("Путин В.", "vladimir-putin", ["initials"]),
        ("Vladimir Vladimirovich Putin", "vladimir-putin", ["words_left_out"]),
        ("Ukrainian Foreign Minister Andrii Sybiha", "andrii-sybiha", ["words_left_out"]),
        ("President Putin", "vladimir-putin", ["title_left_out", "part_of_name"]),
        ("FM Sybiha", "andrii-sybiha", ["title_left_out", "part_of_name"]),
        ("Foreign Minister Andrii Sybiha", "andrii-sybiha", ["title_left_out", "same_key"]),
        ("Міністр закордонних справ Сибіга", "andrii-sybiha", ["title_left_out", "part_of_name"]),
        ("Head of the Ukrainian delegation", "head-of-ukrainian-delegation", ["exact_name"]),
        ("Zelensky", "volodymyr-zelenskyy", ["part_of_name"]),
        ("Володимир Путін", "vladimir-putin", ["similar"]),
        ("Vladimir Zelensky", "volodymyr-zelenskyy", ["similar"]),
        ("Ushakof", "yury-ushakov", ["similar"]),
        ("Трамп", "donald-trump", ["part_of_name"]),
    ],
)
def test_a_name_finds_its_actor_first(seeded, get, name, slug, reasons):
    assert first(get, name) == (slug, reasons)


def test_scores_follow_the_documented_rule(seeded, get):
    scores = [resolve(get, name)[0]["score"] for name in ("Russia", "Moscow", "Rússia", "Putin Vladimir", "V. Putin")]
    assert scores == [1, 0.98, 0.95, 0.9, 0.8]
    assert resolve(get, "President V. Putin")[0]["score"] == pytest.approx(0.97 * 0.8)
    candidates = resolve(get, "Head of the Ukrainian delegation")
    assert [candidate["score"] for candidate in candidates] == sorted((c["score"] for c in candidates), reverse=True)
    assert all(0.2 <= candidate["score"] <= 1 for candidate in candidates)


@pytest.mark.parametrize(
    "name", ["🕊", "xyzzy", "   ", "زيلينسكي", "\u202eпутин"[:1], "'\"; DROP TABLE x", "%", "president"]
)
def test_dissimilar_names_have_no_candidates(seeded, get, name):
    assert resolve(get, name) == []


@pytest.mark.parametrize(
    ("params", "name"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "ы" * 10_000}, "name"),
        ({"name": "Putin", "kind": "persn"}, "kind"),
        ({"name": "Putin", "limit": "51"}, "limit"),
        ({"name": "Putin", "slug": "putin"}, "slug"),
    ],
)
def test_errors_name_the_parameter(seeded, get, params, name):
    response = get(URL, **params)
    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == [name]


def test_kind_and_limit_restrict_candidates(seeded, get):
    candidates = resolve(get, "Ukrainian", limit=50)
    assert {candidate["actor"]["kind"] for candidate in candidates} > {"delegation"}
    delegations = [candidate for candidate in candidates if candidate["actor"]["kind"] == "delegation"]
    assert resolve(get, "Ukrainian", kind="delegation", limit=50) == delegations
    assert resolve(get, "Ukrainian", limit=1) == candidates[:1]


def test_as_of_uses_the_names_of_that_revision(scratch, get):
    with editing():
        name = ActorName.objects.create(actor=Actor.objects.get(slug="mark-rutte"), name="Xaver Yps", kind="alias")
        cite(name, make_source(publisher=Actor.objects.get(slug="afp")))
    assert first(get, "yps xaver") == ("mark-rutte", ["word_order"])
    assert resolve(get, "yps xaver", as_of=1) == []
    assert resolve(get, "Russia", as_of=0) == []
    assert resolve(get, "Russia", as_of=1) == resolve(get, "Russia")


def test_ties_are_ordered_by_slug(blank, get):
    with editing():
        source = make_source()
        for slug in ("b", "a", "c"):
            make_actor(slug, source, name="John Smith")
    assert [candidate["actor"]["slug"] for candidate in resolve(get, "John Smith")] == ["a", "b", "c"]


def test_every_name_finds_its_actor_first(seeded, get):
    """Names are changed in case, accents or word order, or get a title."""
    known = [*Actor.objects.values_list("slug", "name"), *ActorName.objects.values_list("actor__slug", "name")]

    @settings(deadline=None, max_examples=150)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        slug, name = data.draw(st.sampled_from(known))
        changed = data.draw(st.sampled_from([str.upper, str.lower, str.title, str.swapcase]))(name)
        changed = data.draw(st.sampled_from([changed, changed.replace("a", "á").replace("e", "ë")]))
        if data.draw(st.booleans()):
            changed = " ".join(data.draw(st.permutations(changed.split())))
        else:
            changed = data.draw(st.sampled_from(["", "President ", "The former ", "FM ", "Міністр "])) + changed
        assert first(get, changed)[0] == slug, changed

    check()
