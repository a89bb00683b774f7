"""Each requirements.txt is the output of `make requirements` for its requirements.in."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = [ROOT, ROOT / "tests", ROOT / "tests" / "bench" / "peers"]
PINNED = re.compile(r"([\w.-]+)(?:\[[\w,-]+\])?==([\w.]+) +# \S.*")
COMPILED = re.compile(
    r"^([\w.-]+)==([\w.]+)( ; .*)? \\\n(?:    --hash=sha256:\w{64}.*\n)+((?:    #.*\n)+)", re.MULTILINE
)


def compiled(folder: Path) -> list[tuple[str, str, str, str]]:
    """Return the name, version, marker and origin of each package in a folder's requirements.txt."""
    text = (folder / "requirements.txt").read_text()
    packages = COMPILED.findall(text)
    assert len(packages) == len(re.findall(r"^[^\s#]", text, re.MULTILINE)), "A package has no hash."
    return packages


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_direct_packages_are_those_in_requirements_in(folder: Path):
    lines = (folder / "requirements.in").read_text().splitlines()
    pinned = [PINNED.fullmatch(line) for line in lines if not line.startswith(("#", "-c "))]
    assert None not in pinned, "Each line is a package, its version and what it is for."
    direct = {(name, version) for name, version, _, origin in compiled(folder) if "requirements.in\n" in origin}
    assert direct == {(re.sub(r"[._-]+", "-", match[1]).lower(), match[2]) for match in pinned if match}


@pytest.mark.parametrize("folder", FOLDERS[1:], ids=lambda folder: folder.name)
def test_shared_packages_have_the_versions_of_the_service(folder: Path):
    service = {name: version for name, version, *_ in compiled(ROOT)}
    assert [name for name, version, *_ in compiled(folder) if service.get(name, version) != version] == []
