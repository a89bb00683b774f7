import pytest

from factbase.seeding.read.quotes import stands_in


def test_all_stand(desk):
    assert desk.check_quotes() == "18 citations with 1 quotes checked in 1 documents: all stand.\n"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"quote": "We want the bridge closed"}, "does not stand in lake-talks-end, line 2, sentence 2"),
        ({"quote": "we want the bridge"}, "does not stand in lake-talks-end"),  # case counts
        ({"quote": "ant the bridge"}, "does not stand in lake-talks-end"),  # whole words count
        ({"sentence": 1}, "does not stand in lake-talks-end, line 2, sentence 1, but in line 2, sentence 2"),
        ({"sentence": 9}, "in lake-talks-end there is no sentence 9 in line 2: the last is 3"),
        ({"line": 9}, "in lake-talks-end there is no line 9: the last is 4"),
    ],
)
def test_what_does_not_stand_is_named(desk, change, expected):
    desk.dossier["positions"][0]["citations"][0] |= change
    problem, summary = desk.refusal(desk.check_quotes)
    number = (desk.seeds / "dossiers/900-lake.yaml").read_text().splitlines().index(
        "  - line: " + str(change.get("line", 2))
    ) + 1
    assert problem.startswith(f"seeds/dossiers/900-lake.yaml:{number}: positions[0].citations[0]: ")
    assert expected in problem
    assert summary.endswith(": 1 do not stand.")


def test_a_whole_line_may_be_cited(desk):
    del desk.dossier["positions"][0]["citations"][0]["sentence"]
    desk.check_quotes()


def test_another_text_than_was_checked_is_refused(desk):
    desk.check_quotes()
    (desk.documents / "900_lake.txt").write_text("Another text.")
    refused = desk.refusal(lambda: desk.run("check_quotes", f"--seeds={desk.seeds}", f"--documents={desk.documents}"))
    assert '"900_lake.txt" is not the text that was checked: its SHA-256 is ' in refused[0]
    (desk.documents / "900_lake.txt").unlink()
    refused = desk.refusal(lambda: desk.run("check_quotes", f"--seeds={desk.seeds}", f"--documents={desk.documents}"))
    assert '"900_lake.txt" cannot be read: No such file or directory' in refused[0]


def test_seeds_with_problems_do_not_pass(desk):
    desk.entries("topics")[0]["name"] = ""
    assert "The seeds have 1 problems of their own" in desk.refusal(desk.check_quotes)[0]


def test_no_such_folder(desk):
    desk.compile()
    refused = desk.refusal(lambda: desk.run("check_quotes", f"--seeds={desk.seeds}", "--documents=/nowhere"))
    assert refused == ["There is no folder /nowhere with the documents."]


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
def test_signs_are_folded(quote, text):
    assert stands_in(quote, text)
