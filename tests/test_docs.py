"""The README and the pages in docs/ are true: their examples are run, and the names in them exist.

To renew the answers of the examples: make contract
"""

import os
import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands

from api.http.response_headers import LASTING, LIVE

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
DOCS = ROOT / "docs"
PAGES = [README, *sorted(DOCS.rglob("*.md"))]
EXAMPLE = re.compile(r"```console\n\$ (?P<command>curl .*?)\n(?P<answer>.*?)```", re.DOTALL)
ADDRESS = "http://127.0.0.1:8000"
PATHS = re.compile(r"`((?:factbase|api|tests|seeds|docs|fixtures|\.ci)/[\w./-]*)`")


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def run(command: str, address: str, folder: Path) -> str:
    done = subprocess.run(
        ["bash", "-c", command.replace(ADDRESS, address)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=folder,
    )
    answer = done.stdout.replace(address, ADDRESS).replace("\r", "")
    return re.sub(r"cursor=[^\"&]+", "cursor=…", answer)


@pytest.mark.parametrize(("page", "fewest"), [(README, 3), (DOCS / "guide.md", 20)], ids=["README.md", "guide.md"])
def test_the_examples_give_these_answers(served_to_read, tmp_path, page, fewest):
    text = page.read_text()
    examples = list(EXAMPLE.finditer(text))
    assert len(examples) >= fewest
    answers = {example["command"]: run(example["command"], served_to_read, tmp_path) for example in examples}
    actual = EXAMPLE.sub(lambda example: f"```console\n$ {example['command']}\n{answers[example['command']]}```", text)
    if os.environ.get("UPDATE_EXAMPLES"):
        page.write_text(actual)
    assert page.read_text() == actual


def test_the_readme_is_short():
    assert len(README.read_text().splitlines()) <= 150


def test_every_setting_is_listed_and_every_listed_one_exists():
    code = "".join(file.read_text() for file in (ROOT / "factbase").rglob("*.py"))
    read = set(re.findall(r"""(?:environ(?:\.get)?[\[(]|_flag\(|_list\(|_number\()\s*"([A-Z_]+)\"""", code))
    read |= set(re.findall(r'"([A-Z_]+)" not in os\.environ', code))
    assert settings_listed() == read - {"DJANGO_SETTINGS_MODULE"}


def settings_listed() -> set[str]:
    return set(re.findall(r"^\| `([A-Z_]+)` \|", (DOCS / "settings.md").read_text(), re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_variable_module_and_path_it_names_exists(page: Path):
    text = page.read_text()
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`?\bmake ([a-z]+)\b(?=[` ]|$)", code_in(text))) <= targets
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) <= set(get_commands())
    known = settings_listed() | {
        "PORT",
        "BENCH",
        "NAME",
        "TESTS",
        "DOCUMENTS",
        "UPDATE_EXAMPLES",
        "PYTHON",
        "PYTHONPATH",
        "DJANGO_SETTINGS_MODULE",
    }
    assert set(re.findall(r"\b([A-Z]+(?:_[A-Z]+)*)=", text)) <= known
    for module in re.findall(r"python -m ((?:tests|factbase|api)[a-z.]+)", text):
        place = ROOT / module.replace(".", "/")
        assert place.with_suffix(".py").exists() or (place / "__main__.py").exists(), module
    missing = [path for path in PATHS.findall(text) if not (ROOT / path).exists() and "new" not in path]
    assert missing == []


def code_in(text: str) -> str:
    """Return what a page sets as code: in backquotes, or indented."""
    return "\n".join([*re.findall(r"`[^`\n]+`", text), *re.findall(r"^ {4}\S.*$", text, re.MULTILINE)])


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_to_a_page(page: Path):
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text())
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


def test_the_headers_for_a_cdn_are_those_that_are_sent():
    text = (DOCS / "scaling.md").read_text()
    for headers in (LIVE, LASTING):
        for name, value in headers.items():
            assert f"`{name}: {value}`" in text
