"""Errors in the codebook's files are reported with file, value and field."""

import shutil
from pathlib import Path

import pytest

from factbase.codebook import FOLDER, CodebookError, read


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the codebook that a test can change."""
    return Path(shutil.copytree(FOLDER, tmp_path / "codebook"))


def errors_after(folder: Path, file: str, text: str, replacement: str) -> list[str]:
    """Return the errors that are reported after a text in a file is replaced."""
    path = folder / file
    assert text in path.read_text()
    path.write_text(path.read_text().replace(text, replacement, 1))
    with pytest.raises(CodebookError) as caught:
        read(folder)
    return caught.value.errors


@pytest.mark.parametrize(
    ("file", "text", "replacement", "error"),
    [
        ("enums/stance.yaml", "  opposes:\n", "  oposes:\n", "enums/stance.yaml: the value opposes is missing"),
        ("enums/stance.yaml", "  opposes:\n", "  oposes:\n", "enums/stance.yaml: there is no value oposes in the code"),
        ("enums/stance.yaml", "  opposes:\n", "  supports:\n", "duplicate key “supports”"),
        (
            "enums/stance.yaml",
            "    rule: >-",
            "    rules: >-",
            "enums/stance.yaml: values.supports.rule: Field required",
        ),
        ("enums/stance.yaml", "    rule: >-", "    rules: >-", "values.supports.rules: Extra inputs"),
        ("enums/stance.yaml", "that it will make it true.", "that it will make it true", "values.supports.definition:"),
        ("enums/stance.yaml", "    example: {", "    no_example: None.\n    example: {", "give an example, or say"),
        ("enums/stance.yaml", "relation: close", "relation: near", "values.supports.crosswalks.0.relation:"),
        ("enums/stance.yaml", "values:", "value:", "enums/stance.yaml: “values” must map"),
        ("enums/stance.yaml", "values:", "values: [", "enums/stance.yaml: "),
        ("enums/speech-act.yaml", "scheme: cameo", "scheme: came", "there is no such scheme"),
        ("enums/speech-act.yaml", "code: '011'", "code: '911'", "the code does not match the pattern"),
        ("enums/speech-act.yaml", "code: '111'", "code: '11'", "cameo 11: duplicate crosswalk"),
        ("enums/speech-act.yaml", "code: '016'", "code: '011'", "the title is “Decline comment” here and “Deny"),
        (
            "enums/reliability.yaml",
            "code: B, title: Usually",
            "code: A, title: Usually",
            "cannot be an exact match of both",
        ),
        ("entities.yaml", "Voice:", "Voices:", "entities.yaml: the entity Voice is missing"),
        ("schemes.yaml", "url: https", "url: http", "schemes.yaml: cameo: url:"),
        ("schemes.yaml", "cameo:", "cameo: x\nkameo:", "schemes.yaml: cameo: expected fields"),
    ],
)
def test_an_error_is_reported(folder, file, text, replacement, error):
    assert any(error in reported for reported in errors_after(folder, file, text, replacement))


def test_all_errors_are_reported_at_once(folder):
    (folder / "enums" / "verdict.yaml").unlink()
    (folder / "enums" / "colour.yaml").write_text("definition: Its colour.\n")
    errors = errors_after(folder, "enums/stance.yaml", "  opposes:\n", "  oposes:\n")
    assert "enums: the enum verdict.yaml is missing" in errors
    assert "enums: there is no enum colour.yaml in the code" in errors
    assert len(errors) == 4
