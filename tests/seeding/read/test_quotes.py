import pytest

from factbase.seeding.read.quotes import contains_quote


def test_all_quotes_are_found(workspace):
    assert workspace.check_quotes() == "18 citations with 1 quotes checked in 1 documents: all found.\n"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"quote": "We want the bridge closed"}, "is not in lake-talks-end, line 2, sentence 2"),
        ({"quote": "we want the bridge"}, "is not in lake-talks-end"),  # case counts
        ({"quote": "ant the bridge"}, "is not in lake-talks-end"),  # whole words count
        ({"sentence": 1}, "is not in lake-talks-end, line 2, sentence 1, but in line 2, sentence 2"),
        ({"sentence": 9}, "in lake-talks-end there is no sentence 9 in line 2: the last is 3"),
        ({"line": 9}, "in lake-talks-end there is no line 9: the last is 4"),
    ],
)
def test_a_missing_quote_is_reported(workspace, change, expected):
    workspace.dossier["positions"][0]["citations"][0] |= change
    problem, summary = workspace.get_errors(workspace.check_quotes)
    number = (workspace.seeds / "dossiers/900-lake.yaml").read_text().splitlines().index(
        "  - line: " + str(change.get("line", 2))
    ) + 1
    assert problem.startswith(f"seeds/dossiers/900-lake.yaml:{number}: positions[0].citations[0]: ")
    assert expected in problem
    assert summary.endswith(": 1 failed.")


def test_a_whole_line_may_be_cited(workspace):
    del workspace.dossier["positions"][0]["citations"][0]["sentence"]
    workspace.check_quotes()


def test_a_changed_document_is_an_error(workspace):
    workspace.check_quotes()
    (workspace.documents / "900_lake.txt").write_text("Another text.")
    errors = workspace.get_errors(workspace.recheck_quotes)
    assert '"900_lake.txt" is not the checked text: its SHA-256 is ' in errors[0]
    (workspace.documents / "900_lake.txt").unlink()
    errors = workspace.get_errors(workspace.recheck_quotes)
    assert '"900_lake.txt" cannot be read: No such file or directory' in errors[0]


def test_seeds_with_problems_fail(workspace):
    workspace.entries("topics")[0]["name"] = ""
    assert "The seeds have 1 other problems" in workspace.get_errors(workspace.check_quotes)[0]


def test_missing_folder(workspace):
    workspace.compile()
    errors = workspace.get_errors(workspace.run, "check_quotes", f"--seeds={workspace.seeds}", "--documents=/nowhere")
    assert errors == ["There is no folder /nowhere with the documents."]


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("it's “key”", 'He said it’s "key" now'),
        ("four billion", "four\u00a0billion"),
        ("a  b", "a b"),
        ("Café", "Cafe\u0301 de"),
        ("“No.”", "“No.” he said"),
    ],
)
def test_quotation_marks_and_spaces_are_normalized(quote, text):
    assert contains_quote(text, quote)
