"""The recipes of docs/contributing.md: each patch, applied to a copy of the tree, leaves `make complete` green.

With any file of the patch, or anything that its commands generate, put back as it was, `make complete` fails and names
it. The copies use the PostgreSQL server of this test run. To renew a patch, see docs/contributing.md.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from factbase.database import embedded

ROOT = Path(__file__).parent.parent
RECIPES = sorted((ROOT / "docs/recipes").glob("*.patch"))
GENERATED = {
    "factbase/migrations/": "make migration",
    "fixtures/": "make seeds",
    "api/v1/examples/": "make contract",
    "api/v1/openapi.json": "make contract",
    "tests/api/probe/openapi.json": "make contract",
}
"""What the commands generate, and the command to run when it is missing."""

NOT_GUARDED = ("tests/api/v1/entities/",)
"""A filter needs a test, but nothing says that one is missing."""

NOT_INHERITED = ("PYTEST_", "MAKE", "MFLAGS", "UPDATE_EXAMPLES")
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(NOT_INHERITED)} | {
    "FACTBASE_DATA": str(embedded.data_directory()),  # the same server, secret key and password
    "GIT_CONFIG_GLOBAL": os.devnull,
}
COMMIT = ("-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "--quiet", "--message", "Base")
MAKE = ("make", "-o", ".venv/installed", "-o", ".venv/installed-for-tests")


def run(folder: Path, *command: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        command, cwd=folder, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=600
    )


def copy(folder: Path, to: Path) -> Path:
    """Copy a tree with its times, so that compiled modules stay valid."""
    subprocess.run(["cp", "-a", folder, to], check=True)
    return to


@dataclass
class Recipe:
    """A patch, and the tree that it is applied to."""

    patch: Path
    tree: Path
    units: dict[str, list[str]] = field(default_factory=dict)
    """What can be left out: a file of the patch, or what a command generates, each with its paths."""

    def done(self, *command: str) -> str:
        """Return the output of a command that must succeed."""
        result = run(self.tree, *command)
        renew = f"Renew {self.patch.relative_to(ROOT)} (docs/contributing.md says how): {' '.join(command)} fails.\n"
        assert result.returncode == 0, renew + result.stdout
        return result.stdout

    def follow(self) -> "Recipe":
        """Apply the patch and run its commands."""
        self.done("git", "apply", str(self.patch))
        for command in re.findall(r"^Run: make (.*)$", self.patch.read_text(), re.MULTILINE):
            self.done(*MAKE, *command.split())
        for path in self.done("git", "ls-files", "--modified", "--others", "--exclude-standard").split():
            unit = next((prefix for prefix in GENERATED if path.startswith(prefix)), path)
            self.units.setdefault(unit, []).append(path)
        return self

    def complete(self) -> str:
        tests = [unit for unit in self.units if re.match(r"tests/.*test_", unit)]
        return self.done(*MAKE, "complete", f"TESTS={' '.join(tests)}")

    def leave_out(self, unit: str) -> str | None:
        """Put a unit back as it was and return what is wrong if `make complete` does not name it."""
        tree = copy(self.tree, self.tree.with_name(f"{self.tree.name}-{unit.replace('/', '-')}"))
        for path in self.units[unit]:
            if run(tree, "git", "checkout", "--quiet", "--", path).returncode:
                (tree / path).unlink()
        result = run(tree, *MAKE, "complete")
        shutil.rmtree(tree)
        if not result.returncode:
            return f"make complete is green without {unit}."
        named = any(name in result.stdout for name in names_of(unit))
        return None if named else f"make complete fails without {unit}, but does not name it:\n{result.stdout}"


def names_of(unit: str) -> list[str]:
    """Return the names by which a failure may name what is missing."""
    if unit in GENERATED:
        return [GENERATED[unit]]
    name = unit.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    package, _, module = name.rpartition(".")
    return [unit, f"No module named '{name}'", f"module '{name}' has no", f"name '{module}' from '{package}'"]


@pytest.fixture(scope="module")
def recipes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ThreadPoolExecutor, dict[Path, Future]]]:
    """Start to follow all recipes, two at a time, each in a copy of the tracked files."""
    folder = tmp_path_factory.mktemp("recipes")
    base = folder / "base"
    for path in subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True).split("\0"):
        if path and (ROOT / path).exists():
            (base / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, base / path)
    (base / ".venv").symlink_to(ROOT / ".venv")
    for command in (["init", "--quiet"], ["add", "--all"], COMMIT):
        assert run(base, "git", *command).returncode == 0
    with ThreadPoolExecutor(2) as pool:
        yield (
            pool,
            {patch: pool.submit(Recipe(patch, copy(base, folder / patch.stem)).follow) for patch in RECIPES},
        )
        pool.shutdown(cancel_futures=True)


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="needs a git checkout")
@pytest.mark.slow
@pytest.mark.parametrize("patch", RECIPES, ids=lambda patch: patch.stem)
def test_a_recipe_is_complete_and_each_of_its_steps_is_needed(recipes, patch):
    pool, followed = recipes
    recipe = followed[patch].result()
    whole = pool.submit(recipe.complete)
    units = [unit for unit in recipe.units if not unit.startswith(NOT_GUARDED)]
    wrong = [problem for problem in pool.map(recipe.leave_out, units) if problem]
    whole.result()
    assert not wrong, "\n".join(wrong)
