"""Older commits of this repository, checked out for a comparison."""

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .servers import ROOT


def find_commit(name: str) -> str:
    """Return the hash of a commit that serves this API. Raise ValueError if there is none of this name."""
    found = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if found.returncode:
        raise ValueError(f"There is no commit “{name}” in {ROOT}. {found.stderr.decode().strip()}".strip())
    commit = found.stdout.decode().strip()
    if _git("cat-file", "-e", f"{commit}:factbase/management/commands/serve.py").returncode:
        raise ValueError(f"The commit “{name}” has no command “serve”.")
    return commit


@contextmanager
def check_out(commit: str) -> Iterator[Path]:
    """Write the files of a commit into a temporary folder; yield the folder and remove it at the end."""
    with tempfile.TemporaryDirectory(prefix="bench_older_") as folder:
        archive = _git("archive", "--format=tar", commit)
        archive.check_returncode()
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
            files.extractall(folder, filter="data")
        yield Path(folder)


def have_equal_schema(one: Path, other: Path) -> bool:
    """Return True if two checkouts have the same migrations."""
    return _migrations(one) == _migrations(other)


def _migrations(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in (folder / "factbase" / "migrations").glob("*.py")}


def _git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True)
