"""Validate corrected records with the schema of the dossiers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Model
from pydantic import ValidationError

from factbase.models import Citation, Figure
from factbase.models.citation import CITED
from factbase.seeding.read.problems import SeedProblem
from factbase.seeding.read.rows import DAY_FIELDS, Key
from factbase.seeding.read.schema import DOSSIER, REGISTRIES, Source
from factbase.seeding.read.schema.context import Context, KnownSlugs, get_kind
from factbase.seeding.read.schema.entry import SeedEntry
from factbase.seeding.read.schema.proposal import Provision
from factbase.seeding.read.schema_errors import schema_problem
from factbase.seeding.read.yaml_file import YamlFile
from factbase.seeding.row_names import PARTS, parent_of

from .correction_schema import Correction
from .fields import to_yaml
from .moves import Index

SCHEMAS: dict[type[Model], type[SeedEntry]] = {
    schema.entity: schema
    for schema in (*REGISTRIES.values(), *DOSSIER.values(), Source, Provision)
    if issubclass(schema, SeedEntry)
}

Parts = dict[tuple[type[Model], Key], list[tuple[str, type[Model], Key]]]
"""The parts of each row: name of the part, model and key."""


def check_records(rows: Index, entries: Iterable[Correction]) -> Iterator[SeedProblem]:
    """Yield the problems of the corrected records, located in their corrections."""
    known = KnownSlugs({get_kind(model): {key[0]: rows[model][key].fields for key in rows[model]} for model in rows})
    parts: Parts = defaultdict(list)
    for model, index in rows.items():
        for key in index:
            if model is Citation or (model in PARTS and model not in SCHEMAS):
                name = "citations" if model is Citation else PARTS[model][0].name
                parts[parent_of(model, key)].append((name, model, key))
    for entry in entries:
        schema = SCHEMAS[entry.model]
        try:
            schema.model_validate(_to_entry(rows, parts, entry.model, entry.key), context=Context(known))
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                message = schema_problem(detail, YamlFile(""), (), schema).message
                name = str(detail["loc"][0])
                path = [entry.verb.value] if entry.verb else []
                if name in entry.fields:
                    yield entry.locate(*path, name).problem(message.removeprefix(f"{name}: "))
                else:
                    yield entry.locate(*path).problem(message)


def _to_entry(rows: Index, parts: Parts, model: type[Model], key: Key) -> dict[str, Any]:
    """Return a row and its parts as an entry of a dossier: values are text, empty values are left out."""
    fields = rows[model][key].fields
    implied = {*DAY_FIELDS, *CITED} if model is Citation else {*DAY_FIELDS, "number" if model is Figure else ""}
    implied |= {PARTS[model][0].parent.removesuffix("_id")} if model in PARTS else set()
    if model is Citation and key[0] != "discrepancy":
        implied.add("reading")
    data = {
        name: _to_text(value) for name, value in fields.items() if name not in implied and value not in (None, "", [])
    }
    for name, part, inner in parts[model, key]:
        data.setdefault(name, []).append(_to_entry(rows, parts, part, inner))
    return data


def _to_text(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return to_yaml(value)
    return str(value).lower() if isinstance(value, bool) else "\n".join(str(value).splitlines())
