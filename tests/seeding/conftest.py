"""An invented world in a folder of the test's own, and the commands run on it."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from .invented_seeds import world, write_world


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
        return self.recompile(*arguments)

    def recompile(self, *arguments: str) -> str:
        """Compile the seeds as they lie in the folder, with the corrections among them."""
        return self.run("compile_seeds", f"--seeds={self.seeds}", f"--fixtures={self.fixtures}", *arguments)

    def export(self, *arguments: str) -> str:
        return self.run("export_corrections", f"--seeds={self.seeds}", *arguments)

    def corrections(self) -> dict[str, str]:
        """The files of corrections: name to text."""
        return {path.name: path.read_text() for path in sorted((self.seeds / "corrections").glob("*.yaml"))}

    def correct(self, name: str, text: str) -> None:
        """Write a file of corrections by hand."""
        path = self.seeds / "corrections" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def check_quotes(self) -> str:
        write_world(self.folder, self.files)
        return self.run("check_quotes", f"--seeds={self.seeds}", f"--documents={self.documents}")

    def coverage(self, *arguments: str) -> str:
        write_world(self.folder, self.files)
        return self.run("seed_coverage", f"--seeds={self.seeds}", f"--documents={self.documents}", *arguments)

    def load(self, *arguments: str) -> str:
        return self.run("load_seeds", f"--fixtures={self.fixtures}", f"--seeds={self.seeds}", *arguments)

    def refusal(self, action: Callable[[], object]) -> list[str]:
        """The lines with which a command refuses."""
        with pytest.raises(CommandError) as refused:
            action()
        return str(refused.value).splitlines()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)
