"""The fixtures folder: seeds as Django fixtures with natural keys, one file per model, numbered in load order."""

import json
from pathlib import Path

from django.db.models import Model

from factbase.seeding.read.dossiers import Seeds
from factbase.seeding.read.problems import SeedError
from factbase.seeding.read.rows import LOAD_ORDER, REGISTER, sortable

from . import atomic_replace

REMEDY = "Run `python manage.py compile_seeds`."

FIXTURES = (*LOAD_ORDER, *REGISTER)
"""The models that have a file, in load order."""


def fixture_name(model: type[Model]) -> str:
    """The name of a model's file: 02_actor.json."""
    return f"{FIXTURES.index(model) + 1:02}_{model._meta.model_name}.json"


def compile_seeds(seeds: Seeds) -> dict[str, str]:
    """The text of each fixture, by file name. The same for the same facts, in whatever order they are written.

    Raises SeedError, with every problem, when something is wrong with the seeds.
    """
    rows = seeds.sound().rows
    return {
        fixture_name(model): _text(
            {"model": model._meta.label_lower, "fields": dict(sorted(row.fields.items()))}
            for row in sorted((row for row in rows if row.model is model), key=lambda row: sortable(row.key))
        )
        for model in FIXTURES
    }


def _text(rows) -> str:
    return json.dumps(list(rows), ensure_ascii=False, indent=1) + "\n"


def differences(folder: Path, texts: dict[str, str]) -> list[str]:
    """Which files of a folder are not what the seeds say, each with how it differs."""
    return atomic_replace.differences(folder, texts, ".json")


def write_fixtures(folder: Path, texts: dict[str, str]) -> list[str]:
    """Make a folder hold these fixtures and no others, in one step; return what differed before."""
    return atomic_replace.replace_files(folder, texts, ".json")


def read_fixtures(folder: Path) -> dict[type[Model], list[dict[str, object]]]:
    """The rows of each model, as their fields, in load order. Raises SeedError when a file is missing or broken."""
    if not folder.is_dir():
        raise SeedError(f"There is no folder {folder}. {REMEDY}")
    expected = {fixture_name(model) for model in FIXTURES}
    if stale := sorted(path.name for path in folder.glob("*.json") if path.name not in expected):
        raise SeedError(f"{folder.name}/{stale[0]} belongs to no model. {REMEDY}")
    return {model: _read(folder / fixture_name(model), model) for model in FIXTURES}


def _read(path: Path, model: type[Model]) -> list[dict[str, object]]:
    name = f"{path.parent.name}/{path.name}"
    try:
        rows = json.loads(path.read_bytes())
    except OSError as error:
        raise SeedError(f"{name} cannot be read: {error.strerror}. {REMEDY}") from error
    except ValueError as error:
        raise SeedError(f"{name} is not JSON: {error}. {REMEDY}") from error
    wanted = {field.name for field in [*model._meta.local_concrete_fields, *model._meta.many_to_many]} - {"id"}
    if not isinstance(rows, list):
        raise SeedError(f"{name} is not a list. {REMEDY}")
    for number, row in enumerate(rows, 1):
        fields = row.get("fields") if isinstance(row, dict) else None
        if not isinstance(fields, dict) or row.get("model") != model._meta.label_lower or set(fields) != wanted:
            raise SeedError(f"{name}: entry {number} is not what the models expect. {REMEDY}")
    return [{name: _hashable(value) for name, value in row["fields"].items()} for row in rows]


def _hashable(value: object) -> object:
    """Natural keys as tuples: JSON only knows lists."""
    return tuple(_hashable(part) for part in value) if isinstance(value, list) else value
