def test_every_sentence_is_accounted_for(desk):
    assert desk.coverage() == "lake-talks-end: 3 cited, 3 declared, 0 silent\n"


def test_sentences_are_shown_with_their_places(desk):
    printed = desk.coverage("--sentences").splitlines()
    assert printed[1] == "  1.1 declared: Lake talks end"
    assert printed[3] == "  2.2 cited: “We want the bridge reopened,” she said."
    assert len(printed) == 7


def test_a_silent_sentence_fails(desk):
    del desk.dossier["not_cited"][1]
    refused = desk.refusal(desk.coverage)
    assert refused == ["1 sentences are silent: cite them, or declare them in not_cited."]
    assert desk.coverage("--allow-silent") == "lake-talks-end: 3 cited, 2 declared, 1 silent\n"


def test_declarations_that_contradict_the_citations_or_point_nowhere(desk):
    desk.dossier["not_cited"] += [
        {"line": 3, "as": "no_fact", "reason": "Cited, though."},
        {"line": 2, "sentence": 7, "as": "no_fact", "reason": "Nowhere."},
        {"line": 8, "as": "no_fact", "reason": "Nowhere."},
        {"line": 1, "sentence": 1, "as": "no_fact", "reason": "Again."},
    ]
    refused = desk.refusal(desk.coverage)
    assert [line.split(": ", 1)[1] for line in refused] == [
        "not_cited[3]: sentence 3.1 is cited: it cannot hold no fact as well",
        "not_cited[4]: there is no sentence 7 in line 2: the last is 3",
        "not_cited[5]: there is no line 8: the last is 4",
        f"not_cited[6]: sentence 1.1 is declared twice: first in {place(desk, 0)}",
    ]


def place(desk, number: int) -> str:
    lines = (desk.seeds / "dossiers/900-lake.yaml").read_text().splitlines()
    start = lines.index("not_cited:") + 1
    entries = [n for n, line in enumerate(lines, 1) if n > start and line.startswith("- ")]
    return f"seeds/dossiers/900-lake.yaml:{entries[number]}"


def test_a_document_without_a_dossier_is_silent(desk):
    desk.coverage()
    (desk.documents / "901_other.txt").write_text("One. Two.")
    refused = desk.refusal(desk.coverage)
    assert refused == ["2 sentences are silent: cite them, or declare them in not_cited."]
