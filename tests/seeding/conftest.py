"""Fixtures: an invented set of seeds in a temporary folder, and the commands run on it."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from .invented_seeds import world, write_world


class Workspace:
    """A folder with seeds, documents and fixtures, and the commands that use them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = world()
        self.seeds = folder / "seeds"
        self.fixtures = folder / "fixtures"
        self.documents = folder / "documents"

    def entries(self, registry: str) -> list[dict]:
        return self.files[f"registry/{registry}.yaml"]

    @property
    def dossier(self) -> dict:
        return self.files["dossiers/900-lake.yaml"]

    def run(self, command: str, *arguments: str) -> str:
        out = io.StringIO()
        call_command(command, *arguments, stdout=out)
        return out.getvalue()

    def compile(self, *arguments: str) -> str:
        write_world(self.folder, self.files)
        return self.recompile(*arguments)

    def recompile(self, *arguments: str) -> str:
        """Compile the seeds in the folder as they are, corrections included."""
        return self.run("compile_seeds", f"--seeds={self.seeds}", f"--fixtures={self.fixtures}", *arguments)

    def export(self, *arguments: str) -> str:
        return self.run("export_corrections", f"--seeds={self.seeds}", *arguments)

    def corrections(self) -> dict[str, str]:
        """Return the text of the correction files by name."""
        return {path.name: path.read_text() for path in sorted((self.seeds / "corrections").glob("*.yaml"))}

    def write_correction(self, name: str, text: str) -> None:
        path = self.seeds / "corrections" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def check_quotes(self) -> str:
        write_world(self.folder, self.files)
        return self.recheck_quotes()

    def recheck_quotes(self) -> str:
        """Check the quotes of the seeds and documents in the folder as they are."""
        return self.run("check_quotes", f"--seeds={self.seeds}", f"--documents={self.documents}")

    def coverage(self, *arguments: str) -> str:
        write_world(self.folder, self.files)
        return self.run("seed_coverage", f"--seeds={self.seeds}", f"--documents={self.documents}", *arguments)

    def load(self, *arguments: str) -> str:
        return self.run("load_seeds", f"--fixtures={self.fixtures}", f"--seeds={self.seeds}", *arguments)

    def get_errors(self, action: Callable[..., object], *arguments: str) -> list[str]:
        """Return the lines of the CommandError that an action raises."""
        with pytest.raises(CommandError) as raised:
            action(*arguments)
        return str(raised.value).splitlines()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)
