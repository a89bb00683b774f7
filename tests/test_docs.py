"""The pages in docs/ name what exists, and quote what is sent."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from api.http.cache.headers import LASTING, LIVE

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "docs").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_variable_command_and_module_it_names_exists(page: Path):
    text = page.read_text()
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert set(re.findall(r"\b([A-Z]+(?:_[A-Z]+)*)=", text)) <= listed
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) <= set(get_commands())
    for module in re.findall(r"python -m ([a-z.]+)", text):
        place = ROOT / module.replace(".", "/")
        assert place.with_suffix(".py").exists() or (place / "__main__.py").exists()


def test_the_headers_for_a_cdn_are_those_that_are_sent():
    text = (ROOT / "docs" / "scaling.md").read_text()
    for headers in (LIVE, LASTING):
        for name, value in headers.items():
            assert f"`{name}: {value}`" in text
