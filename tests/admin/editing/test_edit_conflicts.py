"""Two editors on one record: the second is told, and nothing is lost silently."""

import threading
from collections.abc import Callable

from django.db import connections
from django.test import Client

from factbase.history.revision import Revision, revision
from factbase.models import Citation, Participation, Position
from factbase.vocabulary import RevisionKind
from tests.admin.facts import Facts, as_shown, cite, errors, opened, url


def test_the_second_is_told_what_was_and_what_is(facts: Facts, login: Callable[[str], Client]):
    first, second = login("anna"), login("boris")
    page = url(facts.position, "change")
    form_of_first, form_of_second = opened(first, page), opened(second, page)
    first.post(page, {**form_of_first, "stance": "undecided", "change_reason": "Misread."})

    response = second.post(page, {**form_of_second, "stance": "supports", "summary": "It is in favour."})
    said = errors(response)
    assert "Revision 2, by anna (“Misread.”)" in said
    assert "Stance: was “Opposes”, became “Undecided”; you have “Supports”" in said
    assert Position.objects.get().stance == "undecided"

    shown = as_shown(response)
    assert (shown["stance"], shown["summary"]) == ("supports", "It is in favour.")
    assert second.post(page, shown).status_code == 302
    changed = Position.objects.get()
    assert (changed.stance, changed.summary) == ("supports", "It is in favour.")
    assert Revision.objects.get(number=3).author == "boris"


def test_what_the_second_left_alone_is_not_undone(facts: Facts, login: Callable[[str], Client]):
    first, second = login("anna"), login("boris")
    page = url(facts.position, "change")
    form_of_second = opened(second, page)
    first.post(page, {**opened(first, page), "date_note": "By the report.", "stance": "undecided"})
    first.post(page, {**opened(first, page), "date_note": "By the dateline."})
    response = second.post(page, {**form_of_second, "summary": "It is in favour."})
    assert "became “Undecided”; the form has it now, as you had left it alone" in errors(response)
    shown = as_shown(response)
    assert (shown["date_note"], shown["stance"]) == ("By the dateline.", "undecided")
    assert second.post(page, shown).status_code == 302
    changed = Position.objects.get()
    assert (changed.summary, changed.date_note) == ("It is in favour.", "By the dateline.")
    assert changed.stance == "undecided"


def test_a_change_after_the_warning_is_told_again(facts: Facts, login: Callable[[str], Client]):
    first, second = login("anna"), login("boris")
    page = url(facts.position, "change")
    form_of_second = opened(second, page)
    first.post(page, {**opened(first, page), "stance": "undecided"})
    shown = as_shown(second.post(page, {**form_of_second, "stance": "supports"}))
    first.post(page, {**opened(first, page), "stance": "no_stance"})
    said = errors(second.post(page, shown))
    assert "became “No stance”" in said
    assert "Undecided”;" not in said


def test_a_form_that_another_error_sends_back_is_still_stale(facts: Facts, login: Callable[[str], Client]):
    first, second = login("anna"), login("boris")
    page = url(facts.position, "change")
    form_of_second = opened(second, page)
    first.post(page, {**opened(first, page), "stance": "undecided"})
    shown = as_shown(second.post(page, {**form_of_second, "stance": "supports", "summary": ""}))
    assert "by anna" in errors(second.post(page, {**shown, "summary": "Corrected."}))


def test_changes_of_its_parts_count(facts: Facts, editor: Client):
    page = url(facts.meeting, "change")
    form = opened(editor, page)
    with revision(author="anna", kind=RevisionKind.CORRECTION, reason_code="other", reason="More"):
        Participation.objects.filter(pk=facts.participation.pk).update(role="host")
        new = Participation.objects.create(meeting=facts.meeting, actor=facts.spokesman, role="speaker")
        cite(facts.source, participation=new)
        facts.meeting.topics.clear()
    said = errors(editor.post(page, {**form, "title": "A better title"}))
    assert "Participation “host”, role: was “Party”, became “Host”" in said
    assert "Participation added “actor: A Spokesman; role: Speaker”" in said
    assert "Topics removed “topic: Membership”" in said


def test_changes_elsewhere_do_not(facts: Facts, editor: Client):
    page = url(facts.position, "change")
    form = opened(editor, page)
    with revision(author="anna", kind=RevisionKind.CORRECTION, reason_code="other", reason="Elsewhere"):
        type(facts.russia).objects.filter(pk=facts.russia.pk).update(description="A state")
    assert editor.post(page, {**form, "stance": "undecided"}).status_code == 302


def test_citations_that_came_and_went_meanwhile_do_not_tangle_the_form(facts: Facts, editor: Client):
    with revision(author="anna", kind=RevisionKind.ADDITION, reason="Evidence"):
        second, third = (cite(facts.source, line, position=facts.position) for line in (2, 3))
    page = url(facts.position, "change")
    form = opened(editor, page)
    first = Citation.objects.get(position=facts.position, line=1)
    with revision(author="anna", kind=RevisionKind.CORRECTION, reason_code="other", reason="Not this but that"):
        first.delete()
        fourth = cite(facts.source, 1, position=facts.position)
        Citation.objects.filter(pk=fourth.pk).update(sentence=1)
    response = editor.post(page, {**form, "citations-2-line": 33})
    said = errors(response)
    assert "Citation removed “source: A report; line: 1; directness: Paraphrase" in said
    assert "Citation added “source: A report; line: 1; sentence: 1; directness: Paraphrase" in said
    rows = [inline.original for inline in response.context["inline_admin_formsets"][0]]
    assert [row.pk for row in rows if row] == [None, second.pk, third.pk]

    assert editor.post(page, as_shown(response)).status_code == 302
    assert dict(facts.position.citations.values_list("pk", "line")) == {fourth.pk: 1, second.pk: 2, third.pk: 33}


def test_a_form_that_does_not_say_when_it_was_opened_has_seen_nothing(facts: Facts, editor: Client):
    page = url(facts.position, "change")
    form = opened(editor, page)
    for number in ("", "x", "-1", "2", "999999", "9" * 30, "٣"):
        assert "after you opened it" in errors(editor.post(page, {**form, "opened_at": number, "stance": "undecided"}))


def test_at_the_very_same_moment_one_of_two_is_told(facts: Facts, login: Callable[[str], Client]):
    page = url(facts.position, "change")
    clients = [login("anna"), login("boris")]
    forms = [opened(client, page) for client in clients]
    together = threading.Barrier(2)
    statuses = []

    def save(client: Client, form: dict, stance: str) -> None:
        together.wait()
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
