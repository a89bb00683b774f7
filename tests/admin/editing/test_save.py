"""Each save is one revision with an author and a reason; a save without changes makes none."""

from django.contrib.admin.models import LogEntry
from django.test import Client

from factbase.history.revision import Revision
from factbase.models import Actor, Citation, Meeting, Participation, Position, Process, Provision, Topic
from tests.admin.facts import Facts, errors, form_data, open_form, url


def test_a_correction_is_one_revision_with_its_author_and_reason(facts: Facts, editor: Client):
    page = url(facts.position, "change")
    form = open_form(editor, page)
    reason = {"change_kind": "translation", "change_reason": "Misread."}
    response = editor.post(page, {**form, "stance": "undecided", "citations-0-line": 7, **reason})
    assert response.status_code == 302
    latest = Revision.objects.get(number=2)
    assert (latest.author, latest.kind, latest.reason) == ("olena", "correction", "Misread.")
    assert (latest.reason_code, latest.reviewer) == ("translation", "")
    assert Revision.objects.count() == 2
    assert Position.objects.get().stance == "undecided"
    assert facts.position.citations.get().line == 7
    assert LogEntry.objects.get().get_change_message() == "Reason: Misread."


def test_save_without_a_valid_reason_is_rejected(facts: Facts, editor: Client):
    page = url(facts.position, "change")
    form = {**open_form(editor, page), "stance": "undecided"}
    for reason in ("", "   ", "x\x00y", "x\x0by", "x\x1b[31m", "x\uffff", "x" * 1001):
        response = editor.post(page, {**form, "change_reason": reason})
        assert response.context["adminform"].form.errors.keys() == {"change_reason"}
        assert form_data(response)["stance"] == "undecided"
    assert Position.objects.get().stance == "opposes"


def test_addition_to_an_existing_record(facts: Facts, editor: Client):
    page = url(facts.russia, "change")
    editor.post(page, {**open_form(editor, page), "description": "A state.", "change_kind": "addition"})
    latest = Revision.objects.get(number=2)
    assert (latest.kind, latest.reason_code) == ("addition", "")


def test_addition_may_not_replace_values_of_an_utterance(facts: Facts, editor: Client):
    page = url(facts.position, "change")
    form = {**open_form(editor, page), "change_kind": "addition"}
    for typed, labels in (
        ({"stance": "undecided"}, "Stance"),
        ({"citations-0-line": 7}, "Line of a citation"),
        ({"stance": "undecided", "date_note": "A note."}, "Stance"),
    ):
        response = editor.post(page, {**form, **typed})
        assert f"This replaces recorded values: {labels}." in response.content.decode()
    assert Revision.objects.count() == 1
    assert editor.post(page, {**form, "date_note": "How the day is known."}).status_code == 302
    assert Revision.objects.get(number=2).kind == "addition"


def test_sources_must_not_predate_the_fact(facts: Facts, editor: Client):
    page = url(facts.position, "change")
    form = open_form(editor, page)
    response = editor.post(page, {**form, "stated": "2026-02-01"})
    assert "cannot report what happened on 2026-02-01 or later" in response.content.decode()
    assert editor.post(page, {**form, "stated": "2025-12-03"}).status_code == 302
    assert Position.objects.get().stated == "2025-12-03"


def test_unknown_change_kind_is_rejected(facts: Facts, editor: Client):
    page = url(facts.position, "change")
    form = {**open_form(editor, page), "stance": "undecided"}
    for kind in ("", "correction", "withdrawal", "x\x00y", "OTHER"):
        response = editor.post(page, {**form, "change_kind": kind})
        assert response.context["adminform"].form.errors.keys() == {"change_kind"}, kind
    assert Revision.objects.count() == 1


def test_save_without_changes_makes_no_revision(facts: Facts, editor: Client):
    for fact in vars(facts).values():
        page = url(fact, "change")
        response = editor.post(page, open_form(editor, page), follow=True)
        assert "no revision was made" in response.content.decode(), page
    assert Revision.objects.count() == 1
    assert not LogEntry.objects.exists()


def test_crlf_from_browsers_is_no_change(facts: Facts, editor: Client):
    page = url(facts.position, "change")
    form = open_form(editor, page)
    editor.post(page, {**form, "summary": form["summary"].replace("\n", "\r\n")})
    assert Revision.objects.count() == 1


def test_new_fact_is_one_revision(facts: Facts, editor: Client):
    page = url(Actor, "add")
    citation = {"citations-0-source": facts.source.pk, "citations-0-line": 3, "citations-0-directness": "paraphrase"}
    form = {**open_form(editor, page), "name": "Ukraine", "slug": "ukraine", "kind": "state", **citation}
    response = editor.post(page, form)
    assert response.status_code == 302
    assert Revision.objects.get(number=2).kind == "addition"
    assert Citation.objects.filter(actor__slug="ukraine").count() == 1


def test_participant_is_added_on_its_own_page(facts: Facts, editor: Client):
    meeting = url(facts.meeting, "change")
    add = f"{url(Participation, 'add')}?meeting={facts.meeting.pk}"
    assert add in editor.get(meeting).content.decode()
    citation = {"citations-0-source": facts.source.pk, "citations-0-line": 3, "citations-0-directness": "paraphrase"}
    form = {**open_form(editor, add), "actor": facts.spokesman.pk, "role": "speaker", **citation}
    assert form["meeting"] == str(facts.meeting.pk)
    response = editor.post(add, form)
    assert (response.status_code, response["Location"]) == (302, meeting)
    assert facts.meeting.participations.count() == 2


def test_removed_participant_loses_its_citations(facts: Facts, editor: Client):
    page = url(facts.meeting, "change")
    response = editor.post(page, {**open_form(editor, page), "participations-0-DELETE": "on"})
    assert response.status_code == 302
    assert not facts.meeting.participations.exists()
    assert not Citation.objects.filter(participation=facts.participation.pk).exists()
    assert Revision.objects.get(number=2).kind == "correction"


def test_provision_cannot_be_removed(facts: Facts, editor: Client):
    page = url(facts.proposal, "change")
    response = editor.post(page, {**open_form(editor, page), "provisions-0-DELETE": "on"}, follow=True)
    assert "no revision was made" in response.content.decode()
    assert Provision.objects.exists()


def test_part_cannot_move_to_another_fact(facts: Facts, editor: Client):
    page = url(facts.participation, "change")
    other = Meeting.objects.get(slug="other")
    editor.post(page, {**open_form(editor, page), "meeting": other.pk, "described_as": "the US side"})
    changed = Participation.objects.get()
    assert (changed.meeting_id, changed.described_as) == (facts.meeting.pk, "the US side")


def test_days_are_computed_from_the_stated_date(facts: Facts, editor: Client):
    page = url(facts.position, "change")
    editor.post(page, {**open_form(editor, page), "stated": "2025-12"})
    changed = Position.objects.get()
    assert (str(changed.stated_earliest), str(changed.stated_latest)) == ("2025-12-01", "2025-12-31")


def test_many_to_many_links_are_part_of_the_revision(facts: Facts, editor: Client):
    page = url(facts.meeting, "change")
    editor.post(page, {**open_form(editor, page), "topics": []})
    assert not facts.meeting.topics.exists()
    history = editor.get(url(facts.meeting, "history")).content.decode()
    assert "Topics removed" in history and "<del>topic: Membership</del>" in history


def test_page_shows_the_last_change_and_history_all(facts: Facts, editor: Client):
    page = url(facts.position, "change")
    assert "revision 1 by loader" in editor.get(page).content.decode()
    editor.post(page, {**open_form(editor, page), "stance": "undecided", "change_reason": "Misread <twice>."})
    assert "revision 2 by olena" in editor.get(page).content.decode()
    history = editor.get(url(facts.position, "history")).content.decode()
    assert "<del>Opposes</del>" in history and "<ins>Undecided</ins>" in history
    assert "Misread &lt;twice&gt;." in history
    assert "<ins>source: A report; line: 1; directness: Paraphrase; credibility: Truth cannot" in history


def test_a_new_process_and_topic_need_no_citation(facts: Facts, editor: Client):
    page = url(Process, "add")
    assert editor.post(page, {**open_form(editor, page), "name": "More", "slug": "more"}).status_code == 302
    page = url(Topic, "add")
    form = {**open_form(editor, page), "process": facts.process.pk, "name": "Land", "slug": "land"}
    assert editor.post(page, form).status_code == 302
    assert Revision.objects.count() == 3


def test_slug_can_be_renamed_but_not_reused(facts: Facts, editor: Client):
    page = url(facts.russia, "change")
    assert editor.post(page, {**open_form(editor, page), "slug": "russian-federation"}).status_code == 302
    page = url(facts.spokesman, "change")
    message = errors(editor.post(page, {**open_form(editor, page), "slug": "russia"}))
    assert "was used before by another actor" in message
    assert "Choose another" in message
