def test_every_sentence_is_covered(workspace):
    assert workspace.coverage() == "lake-talks-end: 3 cited, 3 declared, 0 uncovered\n"


def test_sentences_are_printed_with_their_positions(workspace):
    printed = workspace.coverage("--sentences").splitlines()
    assert printed[1] == "  1.1 declared: Lake talks end"
    assert printed[3] == "  2.2 cited: “We want the bridge reopened,” she said."
    assert len(printed) == 7


def test_an_uncovered_sentence_fails(workspace):
    del workspace.dossier["not_cited"][1]
    errors = workspace.get_errors(workspace.coverage)
    assert errors == ["1 sentences are uncovered: cite them or declare them in not_cited."]
    assert workspace.coverage("--allow-uncovered") == "lake-talks-end: 3 cited, 2 declared, 1 uncovered\n"


def test_invalid_declarations_are_problems(workspace):
    workspace.dossier["not_cited"] += [
        {"line": 3, "as": "no_fact", "reason": "Cited, though."},
        {"line": 2, "sentence": 7, "as": "no_fact", "reason": "Nowhere."},
        {"line": 8, "as": "no_fact", "reason": "Nowhere."},
        {"line": 1, "sentence": 1, "as": "no_fact", "reason": "Again."},
    ]
    errors = workspace.get_errors(workspace.coverage)
    assert [line.split(": ", 1)[1] for line in errors] == [
        "not_cited[3]: sentence 3.1 is cited: do not declare it as not cited",
        "not_cited[4]: there is no sentence 7 in line 2: the last is 3",
        "not_cited[5]: there is no line 8: the last is 4",
        f"not_cited[6]: sentence 1.1 is declared twice: first in {location(workspace, 0)}",
    ]


def location(workspace, number: int) -> str:
    lines = (workspace.seeds / "dossiers/900-lake.yaml").read_text().splitlines()
    start = lines.index("not_cited:") + 1
    entries = [n for n, line in enumerate(lines, 1) if n > start and line.startswith("- ")]
    return f"seeds/dossiers/900-lake.yaml:{entries[number]}"


def test_a_document_without_a_dossier_is_uncovered(workspace):
    workspace.coverage()
    (workspace.documents / "901_other.txt").write_text("One. Two.")
    errors = workspace.get_errors(workspace.coverage)
    assert errors == ["2 sentences are uncovered: cite them or declare them in not_cited."]
