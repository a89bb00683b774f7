"""Whether corrected records are what a dossier could hold: each is judged as a whole by the schema of the dossiers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Model
from pydantic import ValidationError

from factbase.models import Citation, Figure
from factbase.models.citation import CITED
from factbase.seeding.read.problems import SeedProblem
from factbase.seeding.read.rows import DAYS, Key
from factbase.seeding.read.schema import DOSSIER, REGISTRIES, Context, Known, Provision, SeedEntry, Source
from factbase.seeding.read.schema.context import kind
from factbase.seeding.read.schema_errors import schema_problem
from factbase.seeding.read.yaml_file import YamlFile
from factbase.seeding.row_names import PARTS, cited_model

from .correction_schema import Correction
from .moves import Index

SCHEMAS: dict[type[Model], type[SeedEntry]] = {
    schema.entity: schema
    for schema in (*REGISTRIES.values(), *DOSSIER.values(), Source, Provision)
    if issubclass(schema, SeedEntry)
}

Parts = dict[tuple[type[Model], Key], list[tuple[str, type[Model], Key]]]
"""What belongs to each row: the name of the part, and the row."""


def check_records(rows: Index, entries: Iterable[Correction]) -> Iterator[SeedProblem]:
    """What is wrong with the records that these corrections touch, told where the correction of each stands."""
    known = Known({kind(model): {key[0]: rows[model][key].fields for key in rows[model]} for model in rows})
    parts: Parts = defaultdict(list)
    for model, found in rows.items():
        for key in found:
            if model is Citation:
                parts[cited_model(key[0]), key[1]].append(("citations", model, key))
            elif model in PARTS and model not in SCHEMAS:
                part, whole = PARTS[model]
                parts[whole, key[:1]].append((part.name, model, key))
    for entry in entries:
        schema = SCHEMAS[entry.model]
        try:
            schema.model_validate(_as_written(rows, parts, entry.model, entry.key), context=Context(known))
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                message = schema_problem(detail, YamlFile(""), (), schema).message
                name = str(detail["loc"][0])
                own = [entry.verb.value] if entry.verb else []
                if name in entry.fields:
                    yield entry.place(*own, name).problem(message.removeprefix(f"{name}: "))
                else:
                    yield entry.place(*own).problem(message)


def _as_written(rows: Index, parts: Parts, model: type[Model], key: Key) -> dict[str, Any]:
    """A row and what belongs to it, as a dossier would have it: values are text, and what is empty is left out."""
    fields = rows[model][key].fields
    implied = {*DAYS, *CITED} if model is Citation else {*DAYS, "number" if model is Figure else ""}
    implied |= {PARTS[model][0].parent.removesuffix("_id")} if model in PARTS else set()
    if model is Citation and key[0] != "discrepancy":
        implied.add("reading")
    data = {name: _text(value) for name, value in fields.items() if name not in implied and value not in (None, "", [])}
    for name, part, inner in parts[model, key]:
        data.setdefault(name, []).append(_as_written(rows, parts, part, inner))
    return data


def _text(value: Any) -> Any:
    if isinstance(value, list):
        return [slug for (slug,) in value]
    if isinstance(value, bool):
        return str(value).lower()
    return value[0] if isinstance(value, tuple) else "\n".join(str(value).splitlines())
