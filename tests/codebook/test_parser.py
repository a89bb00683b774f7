"""A codebook that does not fit the code, or itself, is refused, and told where."""

import shutil
from pathlib import Path

import pytest

from factbase.codebook import FOLDER, CodebookError, read


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the codebook to spoil."""
    return Path(shutil.copytree(FOLDER, tmp_path / "codebook"))


def spoil(folder: Path, file: str, text: str, other: str) -> list[str]:
    """What is told once a text in a file is replaced."""
    path = folder / file
    assert text in path.read_text()
    path.write_text(path.read_text().replace(text, other, 1))
    with pytest.raises(CodebookError) as caught:
        read(folder)
    return caught.value.problems


@pytest.mark.parametrize(
    ("file", "text", "other", "problem"),
    [
        ("enums/stance.yaml", "  opposes:\n", "  oposes:\n", "enums/stance.yaml: the value opposes is missing"),
        ("enums/stance.yaml", "  opposes:\n", "  oposes:\n", "enums/stance.yaml: there is no value oposes in the code"),
        ("enums/stance.yaml", "  opposes:\n", "  supports:\n", "“supports” stands twice"),
        (
            "enums/stance.yaml",
            "    rule: Read",
            "    rules: Read",
            "enums/stance.yaml: values.supports.rule: Field required",
        ),
        ("enums/stance.yaml", "    rule: Read", "    rules: Read", "values.supports.rules: Extra inputs"),
        ("enums/stance.yaml", "that it will make it so.", "that it will make it so", "values.supports.definition:"),
        ("enums/stance.yaml", "    example: {", "    no_example: None.\n    example: {", "give an example, or say"),
        ("enums/stance.yaml", "relation: close", "relation: near", "values.supports.crosswalks.0.relation:"),
        ("enums/stance.yaml", "values:", "value:", "enums/stance.yaml: “values” is a mapping"),
        ("enums/stance.yaml", "values:", "values: [", "enums/stance.yaml: "),
        ("enums/speech-act.yaml", "scheme: cameo", "scheme: came", "there is no such scheme"),
        ("enums/speech-act.yaml", "code: '011'", "code: '911'", "the code does not have the shape"),
        ("enums/speech-act.yaml", "code: '111'", "code: '11'", "cameo 11: stands twice"),
        ("enums/speech-act.yaml", "code: '016'", "code: '011'", "is titled “Decline comment” here and “Deny"),
        ("enums/reliability.yaml", "code: B, title: Usually", "code: A, title: Usually", "cannot be exactly both"),
        ("entities.yaml", "Voice:", "Voices:", "entities.yaml: the entity Voice is missing"),
        ("schemes.yaml", "url: https", "url: http", "schemes.yaml: cameo: url:"),
        ("schemes.yaml", "cameo:", "cameo: x\nkameo:", "schemes.yaml: cameo: expected fields"),
    ],
)
def test_what_is_wrong_is_told(folder, file, text, other, problem):
    assert any(problem in told for told in spoil(folder, file, text, other))


def test_everything_wrong_is_told_at_once(folder):
    (folder / "enums" / "verdict.yaml").unlink()
    (folder / "enums" / "colour.yaml").write_text("definition: Its colour.\n")
    told = spoil(folder, "enums/stance.yaml", "  opposes:\n", "  oposes:\n")
    assert "enums: the enum verdict.yaml is missing" in told
    assert "enums: there is no enum colour.yaml in the code" in told
    assert len(told) == 4
