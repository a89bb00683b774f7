"""Read seeds/corrections/ strictly, and report every problem with its file, line and field."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from django.db.models import ForeignKey, Model
from pydantic import ValidationError

from factbase.models import Citation
from factbase.models.citation import cited_as
from factbase.seeding.read.problems import SeedProblem, did_you_mean
from factbase.seeding.read.rows import Key
from factbase.seeding.read.schema_errors import schema_problem
from factbase.seeding.read.yaml_file import KeyPath, YamlFile, describe_type, read_yaml

from .correction_schema import FILES, NESTED, Correction, CorrectionNode, CorrectionVerb, Provenance, identifying_fields
from .fields import REQUIRED, get_default, get_editable_fields, read_value

T = TypeVar("T", str, list)

RECORD_KEYS = ("record", "renamed_from", "former_slugs", "merged_into", "withdrawn", "revisions")
EXCLUSIVE_KEYS = ("merged_into", "withdrawn", "remove")
"""The keys that drop a record, so that nothing else in it can be corrected."""


@dataclass
class Corrections:
    """The valid corrections of a folder, and the problems of the others."""

    entries: list[Correction] = field(default_factory=list)
    problems: list[SeedProblem] = field(default_factory=list)


def read_corrections(folder: Path) -> Corrections:
    """Read the corrections of a seeds folder; there may be none."""
    result = Corrections()
    for path in sorted((folder / "corrections").glob("*")):
        name = f"{folder.name}/corrections/{path.name}"
        if path.name.startswith(".") or path.suffix == ".md":
            continue
        if path.suffix != ".yaml" or path.stem not in FILES:
            hint = did_you_mean(path.stem, FILES) or f"; the files are {', '.join(FILES)} (.yaml)"
            result.problems.append(SeedProblem(name, 1, f"is not a correction file{hint}"))
            continue
        file = read_yaml(path, name, as_typed=True)
        result.problems += file.problems
        if isinstance(file.data, list):
            reader = _Reader(file, result.problems)
            entries = (reader.read_correction(FILES[path.stem], data, (i,)) for i, data in enumerate(file.data))
            result.entries += [entry for entry in entries if entry is not None]
        elif not file.problems:
            result.problems.append(file.locate(()).problem(f"corrections are a list, found {describe_type(file.data)}"))
    return result


class _Reader:
    """Reads one file and adds its problems to a list. An entry with a problem may be incomplete."""

    def __init__(self, file: YamlFile, problems: list[SeedProblem]) -> None:
        self.file = file
        self.problems = problems
        self.known: dict[str, KeyPath] = {}

    def report(self, path: KeyPath, message: str, of_key: bool = False) -> None:
        self.problems.append(self.file.locate(path, of_key=of_key).problem(message))

    def read_correction(self, model: type[Model], data: object, path: KeyPath) -> Correction | None:
        if not self.is_mapping(data, path, [*RECORD_KEYS, *CorrectionVerb, *NESTED[model]]):
            return None
        assert isinstance(data, dict)
        slug = data.get("record")
        if not isinstance(slug, str) or not slug:
            self.report((*path, "record"), "is missing: the slug of the record" if slug is None else "expected a slug")
            return None
        if first := self.known.get(slug):
            self.report((*path, "record"), f'"{slug}" appears twice: first in {self.file.locate(first)}')
        self.known[slug] = path
        entry = Correction(model, (slug,), file=self.file, path=path)
        for name in ("renamed_from", "merged_into", "withdrawn"):
            setattr(entry, name, self.read_typed(str, data, name, path))
        entry.former_slugs = self.read_slugs(data, path)
        entry.revisions = self.read_revisions(data, path)
        self.read_body(entry, data)
        exclusive = [name for name in EXCLUSIVE_KEYS if data.get(name)]
        if len(exclusive) > 1 or (exclusive and (entry.parts or entry.fields)):
            message = f"{exclusive[0]} drops the record: remove the other corrections of it"
            self.report((*path, exclusive[0]), message)
        return entry

    def read_part(self, model: type[Model], parent: CorrectionNode, data: Any, path: KeyPath) -> CorrectionNode | None:
        names = identifying_fields(model)
        if not self.is_mapping(data, path, [*names, *CorrectionVerb, *NESTED[model]]):
            return None
        assert isinstance(data, dict)
        values = {name: self.read_value(model, name, data.get(name, ""), (*path, name)) for name in names}
        key = tuple(value[0] if isinstance(value, tuple) else value for value in values.values())
        start: Key = (cited_as(parent.model), parent.key) if model is Citation else (parent.key[0],)
        node = CorrectionNode(model, (*start, *key), file=self.file, path=path)
        self.read_body(node, data)
        if node.verb is None and not node.parts:
            self.report(path, "changes nothing: it needs set, add or remove, or a part with one of these")
        return node

    def read_body(self, node: CorrectionNode, data: dict[str, Any]) -> None:
        """Read the verb of a node, its fields and its parts."""
        verbs = [verb for verb in CorrectionVerb if verb in data]
        if len(verbs) > 1:
            self.report((*node.path, verbs[1]), f"{' and '.join(verbs)} cannot be combined")
        for verb in verbs:
            node.verb = verb
            if verb is CorrectionVerb.REMOVE:
                if data[verb] != "true":
                    self.report((*node.path, verb), 'must be "true" or left out')
            elif not isinstance(data[verb], dict):
                found = describe_type(data[verb])
                self.report((*node.path, verb), f"expected a mapping (fields and their values), found {found}")
            else:
                node.fields = self.read_fields(node, data[verb], verb)
        for name, model in NESTED[node.model].items():
            nested = enumerate(self.read_typed(list, data, name, node.path))
            parts = (self.read_part(model, node, item, (*node.path, name, i)) for i, item in nested)
            node.parts += [part for part in parts if part is not None]
        if node.parts and node.verb is CorrectionVerb.REMOVE:
            self.report((*node.path, "remove"), "removes the parts as well: leave them out")
        for part in node.parts if node.verb is CorrectionVerb.ADD else ():
            if part.verb is not CorrectionVerb.ADD:
                self.problems.append(part.locate().problem("is part of an added row, so it can only be added"))

    def read_fields(self, node: CorrectionNode, data: dict[str, Any], verb: CorrectionVerb) -> dict[str, Any]:
        fields = get_editable_fields(node.model)
        path = (*node.path, verb)
        for name in data.keys() - fields.keys():
            hint = did_you_mean(name, fields) or f"; the fields are {', '.join(fields)}"
            self.report((*path, name), f"is not a field that can be set{hint}", True)
        values = {name: self.read_value(node.model, name, data[name], (*path, name)) for name in fields if name in data}
        for name in fields if verb is CorrectionVerb.ADD else ():
            if name not in data:
                values[name] = get_default(fields[name])
                if values[name] is REQUIRED:
                    self.report((*path, name), f"is missing: {fields[name].help_text}")  # type: ignore[attr-defined]
        if not data:
            self.report(path, "is empty")
        return values

    def read_value(self, model: type[Model], name: str, data: object, path: KeyPath) -> Any:
        field: Any = model._meta.get_field(name)
        try:
            return read_value(field, data)
        except ValueError as error:
            self.report(path, str(error))
            return ("",) if isinstance(field, ForeignKey) else ""

    def read_typed(self, kind: type[T], data: dict[str, Any], name: str, path: KeyPath) -> T:
        """Return a text or a list; an empty one if it is missing or has another type."""
        value = data.get(name, kind())
        if isinstance(value, kind):
            return value
        self.report((*path, name), f"expected {describe_type(kind())}, found {describe_type(value)}")
        return kind()

    def read_slugs(self, data: dict[str, Any], path: KeyPath) -> list[str]:
        slugs = self.read_typed(list, data, "former_slugs", path)
        if any(not isinstance(slug, str) for slug in slugs):
            self.report((*path, "former_slugs"), "expected a list of slugs")
        return [slug for slug in slugs if isinstance(slug, str)]

    def read_revisions(self, data: dict[str, Any], path: KeyPath) -> list[Provenance]:
        revisions = []
        for i, item in enumerate(self.read_typed(list, data, "revisions", path)):
            try:
                revisions.append(Provenance.model_validate(item))
            except ValidationError as error:
                at = (*path, "revisions", i)
                details = error.errors(include_url=False)
                self.problems += [schema_problem(detail, self.file, at, Provenance) for detail in details]
        return revisions

    def is_mapping(self, data: object, path: KeyPath, allowed: Iterable[str]) -> bool:
        """Return whether an entry is a mapping; each unknown key is a problem."""
        if not isinstance(data, dict):
            self.report(path, f"expected a mapping, found {describe_type(data)}")
            return False
        names = [str(name) for name in allowed]
        for key in data.keys() - {*names}:
            hint = did_you_mean(key, names) or f"; it has {', '.join(names)}"
            self.report((*path, key), f"is not a part of a correction{hint}", True)
        return True
