"""Django fixtures with natural keys: one file per model, numbered in load order."""

import json
from pathlib import Path

from django.db.models import Model

from factbase.models.registry import LOAD_ORDER, REGISTER
from factbase.seeding.read.dossiers import Seeds
from factbase.seeding.read.problems import SeedError
from factbase.seeding.read.rows import sort_key

SUFFIX = ".json"
REMEDY = "Run `python manage.py compile_seeds`."

FIXTURES = (*LOAD_ORDER, *REGISTER)
"""The models with a fixture, in load order."""


def fixture_name(model: type[Model]) -> str:
    """Return the file name of a model's fixture: 02_actor.json."""
    return f"{FIXTURES.index(model) + 1:02}_{model._meta.model_name}.json"


def compile_seeds(seeds: Seeds) -> dict[str, str]:
    """Return the text of each fixture by file name, independent of the order of files, entries and keys.

    Raises SeedError, with every problem, if the seeds are not valid.
    """
    rows = sorted(seeds.require_valid().rows, key=lambda row: sort_key(row.key))
    texts = {}
    for model in FIXTURES:
        fields = [dict(sorted(row.fields.items())) for row in rows if row.model is model]
        content = [{"model": model._meta.label_lower, "fields": of_row} for of_row in fields]
        texts[fixture_name(model)] = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    return texts


def read_fixtures(folder: Path) -> dict[type[Model], list[dict[str, object]]]:
    """Return the fields of each model's rows, in load order. Raises SeedError if a file is missing or invalid."""
    if not folder.is_dir():
        raise SeedError(f"There is no folder {folder}. {REMEDY}")
    expected = {fixture_name(model) for model in FIXTURES}
    if stale := sorted(path.name for path in folder.glob("*.json") if path.name not in expected):
        raise SeedError(f"{folder.name}/{stale[0]} is not the fixture of a model. {REMEDY}")
    return {model: _read_fixture(folder / fixture_name(model), model) for model in FIXTURES}


def _read_fixture(path: Path, model: type[Model]) -> list[dict[str, object]]:
    name = f"{path.parent.name}/{path.name}"
    try:
        rows = json.loads(path.read_bytes())
    except OSError as error:
        raise SeedError(f"{name} cannot be read: {error.strerror}. {REMEDY}") from error
    except ValueError as error:
        raise SeedError(f"{name} is not JSON: {error}. {REMEDY}") from error
    expected = {field.name for field in [*model._meta.local_concrete_fields, *model._meta.many_to_many]} - {"id"}
    if not isinstance(rows, list):
        raise SeedError(f"{name} is not a list. {REMEDY}")
    for number, row in enumerate(rows, 1):
        fields = row.get("fields") if isinstance(row, dict) else None
        if not isinstance(fields, dict) or row.get("model") != model._meta.label_lower or set(fields) != expected:
            raise SeedError(f"{name}: entry {number} does not have the fields of the model. {REMEDY}")
    return [{name: _hashable(value) for name, value in row["fields"].items()} for row in rows]


def _hashable(value: object) -> object:
    """Convert lists, as JSON has natural keys, to tuples."""
    return tuple(_hashable(part) for part in value) if isinstance(value, list) else value
