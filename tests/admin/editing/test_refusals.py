"""Invalid input: the editor sees the reason, and the form keeps what was typed."""

import pytest
from django.contrib.auth.models import Permission, User
from django.db import ProgrammingError
from django.test import Client

from factbase.admin.editing.database_errors import describe_database_error
from factbase.history.revision import Revision
from factbase.models import Actor, Citation, Meeting, Participation, Position, Topic
from tests.admin.facts import Facts, errors, form_data, open_form, url

UNCITED = "A fact needs at least one citation."


def test_a_new_fact_needs_a_citation(facts: Facts, editor: Client):
    page = url(Actor, "add")
    response = editor.post(page, {**open_form(editor, page), "name": "Ukraine", "slug": "ukraine", "kind": "state"})
    assert UNCITED in errors(response)
    assert form_data(response)["name"] == "Ukraine"
    assert not Actor.objects.filter(slug="ukraine").exists()


def test_the_last_citation_cannot_be_removed(facts: Facts, editor: Client):
    page = url(facts.position, "change")
    response = editor.post(page, {**open_form(editor, page), "citations-0-DELETE": "on"})
    assert UNCITED in errors(response)
    assert facts.position.citations.count() == 1


def test_a_citation_can_replace_the_last_one(facts: Facts, editor: Client):
    page = url(facts.position, "change")
    other = {
        "citations-TOTAL_FORMS": 2,
        "citations-1-source": facts.source.pk,
        "citations-1-line": 9,
        "citations-1-directness": "paraphrase",
        "citations-1-credibility": 6,
        "citations-1-part": "body",
    }
    assert editor.post(page, {**open_form(editor, page), "citations-0-DELETE": "on", **other}).status_code == 302
    assert facts.position.citations.get().line == 9


def test_deferred_trigger_is_reported_on_the_form(facts: Facts):
    """A user without permission to see citations gets a form without them, so only the deferred trigger rejects it."""
    user = User.objects.create_user("half", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["add_actor", "view_actor"]))
    client = Client()
    client.force_login(user)
    page = url(Actor, "add")
    response = client.post(page, {**open_form(client, page), "name": "Ukraine", "slug": "ukraine", "kind": "state"})
    assert "has no citation" in errors(response)
    assert not list(response.context["messages"])  # in particular no success message
    assert form_data(response)["slug"] == "ukraine"
    assert Revision.objects.count() == 1


def test_database_trigger_is_reported_on_the_form(facts: Facts, editor: Client):
    page = url(Topic, "add")
    form = {**open_form(editor, page), "process": facts.process.pk, "name": "Land", "slug": "land"}
    editor.post(page, form)
    page = url(facts.position, "change")
    response = editor.post(page, {**open_form(editor, page), "topic": Topic.objects.get(slug="land").pk})
    assert "The topic has no proposition" in errors(response)
    assert Position.objects.get().topic == facts.topic


def test_constraint_is_reported_with_its_own_message(facts: Facts, editor: Client):
    page = url(facts.position, "change")
    form = open_form(editor, page)
    twice = {name.replace("citations-0", "citations-1"): value for name, value in form.items() if "citations-0" in name}
    twice["citations-1-id"] = ""
    response = editor.post(page, {**form, **twice, "citations-TOTAL_FORMS": 2})
    assert "This fact already has a citation of this place in this source." in errors(response)
    assert facts.position.citations.count() == 1


BAD_POSITIONS: list[tuple[dict, str]] = [
    ({"stance": "conditional"}, "A conditional stance"),
    ({"attribution": "relayed"}, "needs “attributed by”"),
    ({"stated": "2025-02-30"}, "names a day that does not exist"),
    ({"stated": "yesterday"}, "is not an EDTF date"),
    ({"stated": ""}, "required"),
    ({"stated": "2025-12-03/2025-12-01"}, "ends before it starts"),
    ({"stated": "2" * 41}, "at most 40 characters"),
    ({"stated": "2025-12-03\x00"}, "Null characters are not allowed"),
    ({"summary": "a\x00b"}, "Null characters are not allowed"),
    ({"summary": " "}, "required"),
    ({"slug": "Not A Slug"}, "valid “slug”"),
    ({"slug": "matrix"}, "a word of the API"),
    ({"slug": "a" * 101}, "at most 100 characters"),
    ({"stance": "enthusiastic"}, "not one of the available choices"),
    ({"holder": "99999"}, "not one of the available choices"),
    ({"holder": "9" * 30}, "not one of the available choices"),
    ({"holder": "nobody"}, "not one of the available choices"),
    ({"holder": "1\x00"}, "Null characters are not allowed"),
    ({"citations-0-source": "nobody"}, "not one of the available choices"),
    ({"citations-0-line": "99999999999999999999"}, "less than or equal to"),
    ({"citations-0-line": "0"}, "greater than or equal to 1"),
    ({"citations-0-directness": "direct_quote"}, "needs the quoted words"),
    ({"citations-0-directness": "direct_quote", "citations-0-quote": "w " * 13}, "at most 12 words"),
    ({"citations-0-id": "99999"}, UNCITED),
    ({"citations-TOTAL_FORMS": "many"}, UNCITED),
]


def test_invalid_input_is_reported_and_not_saved(facts: Facts, editor: Client):
    page = url(facts.position, "change")
    form = open_form(editor, page)
    for typed, message in BAD_POSITIONS:
        assert message in errors(editor.post(page, {**form, **typed})), typed
    assert Revision.objects.count() == 1


def test_invalid_input_in_a_meeting(facts: Facts, editor: Client):
    page = url(facts.meeting, "change")
    form = open_form(editor, page)
    for typed in ({"topics": ["nobody"]}, {"topics": ["1\x00"]}, {"host": "nobody"}, {"starts": "soon"}):
        assert errors(editor.post(page, {**form, **typed})), typed


def test_add_form_with_an_invalid_initial_value(facts: Facts, editor: Client):
    for meeting in ("nobody", "9" * 30, "0"):
        assert editor.get(url(Participation, "add"), {"meeting": meeting}).status_code == 200


BAD_LISTS: list[dict[str, str]] = [
    {"q": "a\x00b"},
    {"kind__exact": "\x00"},
    {"kind__exact": "nothing"},
    {"earliest__year": "9" * 30},
    {"earliest__year": "x"},
    {"process__id__exact": "x"},
    {"process__id__exact": "9" * 30},
    {"o": "99.x"},
    {"p": "9" * 30},
    {"nothing": "1"},
]


def test_invalid_urls_of_lists(facts: Facts, editor: Client):
    for params in BAD_LISTS:
        assert editor.get(url(Meeting, "changelist"), params, follow=True).status_code in (200, 400), params


def test_invalid_urls_of_facts(facts: Facts, editor: Client):
    for pk in ("0", "x", "9" * 30, "%00"):
        for page in ("change", "history"):
            for method in (editor.get, editor.post):
                response = method(f"/admin/factbase/position/{pk}/{page}/", follow=True)
                assert response.status_code in (200, 400, 404), (pk, page)


def test_programming_error_is_raised_again():
    with pytest.raises(ProgrammingError):
        describe_database_error(ProgrammingError("a column that is not there"))


def test_rejected_save_keeps_the_citations(facts: Facts, editor: Client):
    before = Citation.objects.count()
    page = url(facts.russia, "change")
    editor.post(page, {**open_form(editor, page), "slug": "a-spokesman", "citations-0-line": 5})
    assert Citation.objects.count() == before
    assert facts.russia.citations.get().line == 1
