"""The README tells the truth: its examples are run, and what it names exists.

To keep new answers: UPDATE_EXAMPLES=1 make test
"""

import os
import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
EXAMPLE = re.compile(r"```console\n\$ (?P<command>curl .*?)\n(?P<answer>.*?)```", re.DOTALL)
ADDRESS = "http://127.0.0.1:8000"


def run(command: str, address: str) -> str:
    done = subprocess.run(
        ["bash", "-c", command.replace(ADDRESS, address)], capture_output=True, text=True, check=True, timeout=60
    )
    return re.sub(r"cursor=[^\"&]+", "cursor=…", done.stdout.replace(address, ADDRESS))


def test_the_examples_give_these_answers(served_to_read):
    text = README.read_text()
    examples = list(EXAMPLE.finditer(text))
    assert len(examples) >= 10
    answers = {example["command"]: run(example["command"], served_to_read) for example in examples}
    told = EXAMPLE.sub(lambda example: f"```console\n$ {example['command']}\n{answers[example['command']]}```", text)
    if os.environ.get("UPDATE_EXAMPLES"):
        README.write_text(told)
    assert README.read_text() == told


def test_every_setting_is_listed_and_every_listed_one_exists():
    code = "".join(file.read_text() for file in (ROOT / "factbase").rglob("*.py"))
    read = set(re.findall(r"""(?:environ(?:\.get)?[\[(]|_flag\(|_list\(|_number\()\s*"([A-Z_]+)\"""", code))
    read |= set(re.findall(r'"([A-Z_]+)" not in os\.environ', code))
    read -= {"DJANGO_SETTINGS_MODULE"}
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", README.read_text(), re.MULTILINE))
    assert listed == read


def test_every_command_it_names_exists():
    text = README.read_text()
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`?make ([a-z]+)", text)) <= targets
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) <= set(get_commands())


@pytest.mark.parametrize("path", sorted(set(re.findall(r"^(\w[\w/.]*/?) {2,}", README.read_text(), re.MULTILINE))))
def test_every_place_it_names_exists(path):
    assert (ROOT / path).exists()
