import hypothesis.strategies as st
import pytest
from hypothesis import given

from factbase.seeding.read.document import SourceDocument, normalize, split_lines, split_sentences


@pytest.mark.parametrize(
    "parts",
    [
        ["The talks ended.", "Nobody spoke."],
        ["“We came.", "We spoke,” she said.", "“We left.”"],
        ["He said: “Go.”", "They went."],
        ["“Will they?” he asked.", "“Never!” she said.", "“Why?”", "Nobody knows."],
        ["Mr. Berg met Dr. Lund on Jan. 3 in the U.S. capital.", "They spoke."],
        ["They met in the U.S.", "The talks failed."],
        ["It is in Port, DC.", "“Not easy.", "What a day,” he added."],
        ["Anna J. Berg and J. K. Lund came.", "Both left at 9 p.m.", "After that, silence."],
        ["It cost 3.5 million.", "28 points remain."],
        ["(Photo by A. Berg / POOL)"],
        ["It ended.", "(Photo by A. Berg)"],
        ["Well… perhaps.", "Or not…", "Who knows."],
        ["Talks fail at lake", "Oslo, Jan 2 (ABC) Jan 02, 2030", "The parties met.", "They left. |"],
        ["A headline without an end | A site"],
        ["|"],
        ["Article No. 7 stands.", "Read it at no. 9."],
    ],
)
def test_sentences(parts):
    assert split_sentences(" ".join(parts)) == parts


def test_empty_lines_are_not_counted():
    assert split_lines("One\r\n\r\n \u00a0\nTwo\rThree\n") == ["One", "Two", "Three"]


@given(st.text(alphabet="Ab1. ?!…”\"'“()|\u00a0,", max_size=60))
def test_split_sentences_keeps_every_character(line):
    parts = split_sentences(line)
    assert "".join("".join(parts).split()) == "".join(line.split())
    assert all(part == part.strip() and part for part in parts)


def test_text_at_reports_the_last_line_or_sentence():
    document = SourceDocument("One. Two.\nThree")
    assert document.text_at(1, 2) == "Two."
    assert document.text_at(1) == "One. Two."
    with pytest.raises(LookupError, match="no line 3: the last is 2"):
        document.text_at(3)
    with pytest.raises(LookupError, match="no sentence 2 in line 2: the last is 1"):
        document.text_at(2, 2)


def test_normalize_keeps_case_and_words():
    assert normalize("“It’s\u00a0 a\u202fplan”") == '"It\'s a plan"'
    assert normalize("Plan") != normalize("plan")
