"""Edit conflicts: the second of two editors sees both versions, and no change is lost silently."""

import threading
from collections.abc import Callable

from django.db import connections
from django.test import Client

from factbase.history.revision import Revision, revision
from factbase.models import Citation, Participation, Position
from factbase.vocabulary import RevisionKind
from tests.admin.facts import Facts, cite, errors, form_data, open_form, url


def test_conflict_shows_both_versions(facts: Facts, login: Callable[[str], Client]):
    first, second = login("anna"), login("boris")
    page = url(facts.position, "change")
    first_form, second_form = open_form(first, page), open_form(second, page)
    first.post(page, {**first_form, "stance": "undecided", "change_reason": "Misread."})

    response = second.post(page, {**second_form, "stance": "supports", "summary": "It is in favour."})
    messages = errors(response)
    assert "Revision 2, by anna (“Misread.”)" in messages
    assert "Stance: was “Opposes”, became “Undecided”; you have “Supports”" in messages
    assert Position.objects.get().stance == "undecided"

    shown = form_data(response)
    assert (shown["stance"], shown["summary"]) == ("supports", "It is in favour.")
    assert second.post(page, shown).status_code == 302
    changed = Position.objects.get()
    assert (changed.stance, changed.summary) == ("supports", "It is in favour.")
    assert Revision.objects.get(number=3).author == "boris"


def test_untouched_fields_take_the_newer_value(facts: Facts, login: Callable[[str], Client]):
    first, second = login("anna"), login("boris")
    page = url(facts.position, "change")
    second_form = open_form(second, page)
    first.post(page, {**open_form(first, page), "date_note": "By the report.", "stance": "undecided"})
    first.post(page, {**open_form(first, page), "date_note": "By the dateline."})
    response = second.post(page, {**second_form, "summary": "It is in favour."})
    assert "became “Undecided”; the form now shows this value, because you had not changed the field" in errors(
        response
    )
    shown = form_data(response)
    assert (shown["date_note"], shown["stance"]) == ("By the dateline.", "undecided")
    assert second.post(page, shown).status_code == 302
    changed = Position.objects.get()
    assert (changed.summary, changed.date_note) == ("It is in favour.", "By the dateline.")
    assert changed.stance == "undecided"


def test_change_after_the_warning_is_a_new_conflict(facts: Facts, login: Callable[[str], Client]):
    first, second = login("anna"), login("boris")
    page = url(facts.position, "change")
    second_form = open_form(second, page)
    first.post(page, {**open_form(first, page), "stance": "undecided"})
    shown = form_data(second.post(page, {**second_form, "stance": "supports"}))
    first.post(page, {**open_form(first, page), "stance": "no_stance"})
    messages = errors(second.post(page, shown))
    assert "became “No stance”" in messages
    assert "Undecided”;" not in messages


def test_form_shown_again_for_another_error_is_still_checked(facts: Facts, login: Callable[[str], Client]):
    first, second = login("anna"), login("boris")
    page = url(facts.position, "change")
    second_form = open_form(second, page)
    first.post(page, {**open_form(first, page), "stance": "undecided"})
    shown = form_data(second.post(page, {**second_form, "stance": "supports", "summary": ""}))
    assert "by anna" in errors(second.post(page, {**shown, "summary": "Corrected."}))


def test_changes_of_parts_are_conflicts(facts: Facts, editor: Client):
    page = url(facts.meeting, "change")
    form = open_form(editor, page)
    with revision(author="anna", kind=RevisionKind.CORRECTION, reason_code="other", reason="More"):
        Participation.objects.filter(pk=facts.participation.pk).update(role="host")
        new = Participation.objects.create(meeting=facts.meeting, actor=facts.spokesman, role="speaker")
        cite(facts.source, participation=new)
        facts.meeting.topics.clear()
    messages = errors(editor.post(page, {**form, "title": "A better title"}))
    assert "Participation “host”, role: was “Party”, became “Host”" in messages
    assert "Participation added “actor: A Spokesman; role: Speaker”" in messages
    assert "Topics removed “topic: Membership”" in messages


def test_changes_of_other_records_are_not_conflicts(facts: Facts, editor: Client):
    page = url(facts.position, "change")
    form = open_form(editor, page)
    with revision(author="anna", kind=RevisionKind.CORRECTION, reason_code="other", reason="Elsewhere"):
        type(facts.russia).objects.filter(pk=facts.russia.pk).update(description="A state")
    assert editor.post(page, {**form, "stance": "undecided"}).status_code == 302


def test_citations_added_and_removed_meanwhile_keep_their_rows(facts: Facts, editor: Client):
    with revision(author="anna", kind=RevisionKind.ADDITION, reason="Evidence"):
        second, third = (cite(facts.source, line, position=facts.position) for line in (2, 3))
    page = url(facts.position, "change")
    form = open_form(editor, page)
    first = Citation.objects.get(position=facts.position, line=1)
    with revision(author="anna", kind=RevisionKind.CORRECTION, reason_code="other", reason="Not this but that"):
        first.delete()
        fourth = cite(facts.source, 1, position=facts.position)
        Citation.objects.filter(pk=fourth.pk).update(sentence=1)
    response = editor.post(page, {**form, "citations-2-line": 33})
    messages = errors(response)
    assert "Citation removed “source: A report; line: 1; directness: Paraphrase" in messages
    assert "Citation added “source: A report; line: 1; sentence: 1; directness: Paraphrase" in messages
    rows = [inline.original for inline in response.context["inline_admin_formsets"][0]]
    assert [row.pk for row in rows if row] == [None, second.pk, third.pk]

    assert editor.post(page, form_data(response)).status_code == 302
    assert dict(facts.position.citations.values_list("pk", "line")) == {fourth.pk: 1, second.pk: 2, third.pk: 33}


def test_invalid_opened_at_is_a_conflict(facts: Facts, editor: Client):
    page = url(facts.position, "change")
    form = open_form(editor, page)
    for number in ("", "x", "-1", "2", "999999", "9" * 30, "٣"):
        assert "after you opened it" in errors(editor.post(page, {**form, "opened_at": number, "stance": "undecided"}))


def test_of_two_simultaneous_saves_one_is_a_conflict(facts: Facts, login: Callable[[str], Client]):
    page = url(facts.position, "change")
    clients = [login("anna"), login("boris")]
    forms = [open_form(client, page) for client in clients]
    barrier = threading.Barrier(2)
    statuses = []

    def save(client: Client, form: dict, stance: str) -> None:
        barrier.wait()
        statuses.append(client.post(page, {**form, "stance": stance}).status_code)
        connections.close_all()

    threads = [
        threading.Thread(target=save, args=arguments)
        for arguments in zip(clients, forms, ("undecided", "supports"), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 302]
    assert Revision.objects.count() == 2
