"""An invented world in a folder of the test's own, and the commands run on it."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from .invented import world, write_world


class Desk:
    """An editor's desk: seeds to change, and the commands that read them."""

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
        return self.run("compile_seeds", f"--seeds={self.seeds}", f"--fixtures={self.fixtures}", *arguments)

    def check_quotes(self) -> str:
        write_world(self.folder, self.files)
        return self.run("check_quotes", f"--seeds={self.seeds}", f"--documents={self.documents}")

    def coverage(self, *arguments: str) -> str:
        write_world(self.folder, self.files)
        return self.run("seed_coverage", f"--seeds={self.seeds}", f"--documents={self.documents}", *arguments)

    def load(self, *arguments: str) -> str:
        return self.run("load_seeds", f"--fixtures={self.fixtures}", *arguments)

    def refusal(self, action: Callable[[], object]) -> list[str]:
        """The lines with which a command refuses."""
        with pytest.raises(CommandError) as refused:
            action()
        return str(refused.value).splitlines()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)
