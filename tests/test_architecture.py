"""Import rules that import-linter cannot express, and rules for names of modules."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
MODULES = sorted(
    path for room in ("api", "factbase") for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts
)
QUESTION_WORDS = {"what", "who", "whom", "whose", "which", "why", "where", "when", "how", "whether"}
PARTICIPLES = re.compile(r"(?:ed|ing)$")
NOUNS = {"embedded", "feed", "matching", "meeting", "pooling", "ranking", "seed"}
"""Words that end like participles and are nouns or names in the field."""


def test_the_domain_contains_no_import_path_of_the_api():
    files = [*(ROOT / "factbase").rglob("*.py"), *(ROOT / "factbase").rglob("*.html")]
    files = [file for file in files if "project" not in file.relative_to(ROOT / "factbase").parts]
    naming = [f"{file.relative_to(ROOT)}: {found[0]}" for file in files for found in import_paths(file)]
    assert naming == []


def import_paths(file: Path) -> list[re.Match]:
    return [*re.finditer(r"(?<![\w.])api\.(?:http|v\d|urls|pages)|/api/", file.read_text())]


def test_no_module_is_named_by_a_question_word_or_a_participle():
    words = {(path, word) for path in MODULES for word in path.stem.split("_")}
    assert [str(path) for path, word in words if word in QUESTION_WORDS] == []
    last = {path: path.stem.split("_")[-1] for path in MODULES}
    verbal = [path for path, word in last.items() if PARTICIPLES.search(word) and word not in NOUNS]
    assert [str(path.relative_to(ROOT)) for path in verbal] == []


def test_every_room_has_a_docstring_or_is_empty():
    without_docstring = [path for path in MODULES if (text := path.read_text()) and not text.startswith(('"""', "#"))]
    assert [str(path.relative_to(ROOT)) for path in without_docstring] == []
