"""A later version of this code: a copy with changed models, which makes and applies its own migrations."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
GET = """
import json, sys
import django
from django.test import Client
from django.test.utils import setup_test_environment
django.setup()
setup_test_environment()
print(json.dumps([json.loads(Client().get(path).content) for path in sys.argv[1:]]))
"""

MIGRATE = """
import django
from django.core.management import call_command
django.setup()
call_command("makemigrations", "factbase")
call_command("migrate", verbosity=0)
"""


class LaterVersion:
    """The copy. Its commands run as from a shell."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        without_caches = shutil.ignore_patterns("__pycache__")
        for name in ("factbase", "api", "seeds"):
            shutil.copytree(ROOT / name, folder / name, ignore=without_caches)
        shutil.copy(ROOT / "manage.py", folder)
        self.environment = {
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "factbase.project.settings",
            "SECRET_KEY": "of a test",
        }

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace a text, which must occur in the file."""
        file = self.folder / path
        text = file.read_text()
        assert old in text, f"{path} has changed: the test must be told"
        file.write_text(text.replace(old, new, 1))

    def add_migration(self, name: str, text: str) -> None:
        """Write a migration to be applied last; its text calls the current last one LAST."""
        last = self.migrations()[-1]
        file = self.folder / "factbase" / "migrations" / f"{int(last[:4]) + 1:04}_{name}.py"
        file.write_text(text.replace("LAST", last))

    def migrations(self) -> list[str]:
        """Return the names of the migrations of facts, in order."""
        return sorted(file.stem for file in (self.folder / "factbase" / "migrations").glob("0*.py"))

    def migrate(self, answers: str = "") -> None:
        """Make and apply the migrations for changed models, answering their questions."""
        self._run("-c", MIGRATE, text=answers)

    def manage(self, *arguments: str, answers: str = "") -> str:
        """Return the output of a command. Raise AssertionError with its errors if it fails."""
        return self._run("manage.py", *arguments, text=answers)

    def get(self, *paths: str) -> list[Any]:
        """Return the responses of its API, as JSON."""
        return json.loads(self._run("-c", GET, *paths))

    def _run(self, *arguments: str, text: str = "") -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=self.environment,
            input=text,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout
