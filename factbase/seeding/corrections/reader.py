"""Reading seeds/corrections/: strict, with every problem at once, each with its file, line and field."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db.models import ForeignKey, Model
from pydantic import ValidationError

from factbase.models import Citation
from factbase.seeding.read.problems import SeedProblem, did_you_mean
from factbase.seeding.read.rows import Key
from factbase.seeding.read.schema_errors import schema_problem
from factbase.seeding.read.yaml_file import Steps, YamlFile, kind_of, read_yaml

from .correction_schema import (
    FILES,
    NESTED,
    Correction,
    CorrectionNode,
    CorrectionVerb,
    Provenance,
    cited_as,
    place_names,
)
from .fields import NEEDED, default, read_value, settable

OF_A_RECORD = ("record", "renamed_from", "former_slugs", "merged_into", "withdrawn", "revisions")
INSTEAD = ("merged_into", "withdrawn", "remove")
"""What leaves nothing of a record to correct."""


@dataclass
class Corrections:
    """The corrections of a folder, as far as they can be read, and what is wrong with the rest."""

    entries: list[Correction] = field(default_factory=list)
    problems: list[SeedProblem] = field(default_factory=list)


def read_corrections(folder: Path) -> Corrections:
    """Read the corrections among the seeds of a folder; there may be none."""
    found = Corrections()
    for path in sorted((folder / "corrections").glob("*")):
        name = f"{folder.name}/corrections/{path.name}"
        if path.name.startswith(".") or path.suffix == ".md":
            continue
        if path.suffix != ".yaml" or path.stem not in FILES:
            near = did_you_mean(path.stem, FILES) or f": they are {', '.join(FILES)} (.yaml)"
            found.problems.append(SeedProblem(name, 1, f"is no file of corrections{near}"))
            continue
        file = read_yaml(path, name, as_typed=True)
        found.problems += file.problems
        if isinstance(file.data, list):
            reader = _Reader(file, found.problems)
            entries = (reader.correction(FILES[path.stem], data, (place,)) for place, data in enumerate(file.data))
            found.entries += [entry for entry in entries if entry is not None]
        elif not file.problems:
            found.problems.append(file.place(()).problem(f"corrections are a list, found {kind_of(file.data)}"))
    return found


class _Reader:
    """Reads one file. What is wrong is added to the problems; an entry with a problem may be incomplete."""

    def __init__(self, file: YamlFile, problems: list[SeedProblem]) -> None:
        self.file = file
        self.problems = problems
        self.known: dict[str, Steps] = {}

    def refuse(self, path: Steps, message: str, of_key: bool = False) -> None:
        self.problems.append(self.file.place(path, of_key=of_key).problem(message))

    def correction(self, model: type[Model], data: object, path: Steps) -> Correction | None:
        if not self.is_mapping(data, path, [*OF_A_RECORD, *CorrectionVerb, *NESTED[model]]):
            return None
        assert isinstance(data, dict)
        slug = data.get("record")
        if not isinstance(slug, str) or not slug:
            self.refuse((*path, "record"), "is missing: the slug of the record" if slug is None else "expected a slug")
            return None
        if first := self.known.get(slug):
            self.refuse((*path, "record"), f'"{slug}" stands twice: first in {self.file.place(first)}')
        self.known[slug] = path
        entry = Correction(model, (slug,), file=self.file, path=path)
        for name in ("renamed_from", "merged_into", "withdrawn"):
            setattr(entry, name, self.text(data, name, path))
        entry.former_slugs = self.texts(data, "former_slugs", path)
        entry.revisions = self.revisions(data.get("revisions", []), (*path, "revisions"))
        self.body(entry, data)
        instead = [name for name in INSTEAD if data.get(name)]
        if len(instead) > 1 or (instead and (entry.parts or entry.fields)):
            self.refuse(
                (*path, instead[0]), f"{instead[0]} leaves nothing of the record to correct: let it stand alone"
            )
        return entry

    def part(self, model: type[Model], whole: CorrectionNode, data: object, path: Steps) -> CorrectionNode | None:
        names = place_names(model)
        if not self.is_mapping(data, path, [*names, *CorrectionVerb, *NESTED[model]]):
            return None
        assert isinstance(data, dict)
        values = {name: self.value(model, name, data.get(name, ""), (*path, name)) for name in names}
        key = tuple(value[0] if isinstance(value, tuple) else value for value in values.values())
        start: Key = (cited_as(whole.model), whole.key) if model is Citation else (whole.key[0],)
        node = CorrectionNode(model, (*start, *key), file=self.file, path=path)
        self.body(node, data)
        if node.verb is None and not node.parts:
            self.refuse(path, "changes nothing: it needs set, add or remove, or something in it that does")
        return node

    def body(self, node: CorrectionNode, data: dict[str, Any]) -> None:
        """Read what happens to a row, and to what belongs to it."""
        verbs = [verb for verb in CorrectionVerb if verb in data]
        if len(verbs) > 1:
            self.refuse((*node.path, verbs[1]), f"{' and '.join(verbs)} do not go together")
        for verb in verbs:
            node.verb = verb
            if verb is CorrectionVerb.REMOVE:
                if data[verb] != "true":
                    self.refuse((*node.path, verb), 'is either left out or "true"')
            elif not isinstance(data[verb], dict):
                self.refuse(
                    (*node.path, verb), f"expected a mapping (fields and their values), found {kind_of(data[verb])}"
                )
            else:
                node.fields = self.fields(node, data[verb], verb)
        for name, model in NESTED[node.model].items():
            nested = data.get(name, [])
            if not isinstance(nested, list):
                self.refuse((*node.path, name), f"expected a list, found {kind_of(nested)}")
                continue
            parts = (self.part(model, node, one, (*node.path, name, place)) for place, one in enumerate(nested))
            node.parts += [part for part in parts if part is not None]
        if node.parts and node.verb is CorrectionVerb.REMOVE:
            self.refuse((*node.path, "remove"), "takes out all that belongs to it as well: leave that out")
        for part in node.parts if node.verb is CorrectionVerb.ADD else ():
            if part.verb is not CorrectionVerb.ADD:
                self.problems.append(part.place().problem("belongs to an added row: it can only be added"))

    def fields(self, node: CorrectionNode, data: dict[str, Any], verb: CorrectionVerb) -> dict[str, Any]:
        fields = settable(node.model)
        path = (*node.path, verb)
        for name in data.keys() - fields.keys():
            near = did_you_mean(name, fields) or f"; they are {', '.join(fields)}"
            self.refuse(
                (*path, name), f"is no field that can be {'set' if verb is CorrectionVerb.SET else 'given'}{near}", True
            )
        values = {name: self.value(node.model, name, data[name], (*path, name)) for name in fields if name in data}
        for name in fields if verb is CorrectionVerb.ADD else ():
            if name not in data:
                values[name] = default(fields[name])
                if values[name] is NEEDED:
                    self.refuse((*path, name), f"is missing: {fields[name].help_text}")  # type: ignore[attr-defined]
        if not data:
            self.refuse(path, "is empty")
        return values

    def value(self, model: type[Model], name: str, data: object, path: Steps) -> Any:
        field: Any = model._meta.get_field(name)
        try:
            return read_value(field, data)
        except ValueError as error:
            self.refuse(path, str(error))
            return ("",) if isinstance(field, ForeignKey) else ""

    def text(self, data: dict[str, Any], name: str, path: Steps) -> str:
        value = data.get(name, "")
        if isinstance(value, str):
            return value
        self.refuse((*path, name), f"expected text, found {kind_of(value)}")
        return ""

    def texts(self, data: dict[str, Any], name: str, path: Steps) -> list[str]:
        value = data.get(name, [])
        if isinstance(value, list) and all(isinstance(text, str) for text in value):
            return value
        self.refuse((*path, name), "expected a list of slugs")
        return []

    def revisions(self, data: object, path: Steps) -> list[Provenance]:
        if not isinstance(data, list):
            self.refuse(path, f"expected a list, found {kind_of(data)}")
            return []
        found = []
        for place, one in enumerate(data):
            try:
                found.append(Provenance.model_validate(one))
            except ValidationError as error:
                details = error.errors(include_url=False)
                self.problems += [schema_problem(detail, self.file, (*path, place), Provenance) for detail in details]
        return found

    def is_mapping(self, data: object, path: Steps, allowed: Iterable[str]) -> bool:
        """Whether an entry is a mapping; keys that it cannot have are refused."""
        if not isinstance(data, dict):
            self.refuse(path, f"expected a mapping, found {kind_of(data)}")
            return False
        names = [str(name) for name in allowed]
        for key in data.keys() - {*names}:
            self.refuse(
                (*path, key),
                f"is no part of a correction{did_you_mean(key, names) or '; it has ' + ', '.join(names)}",
                True,
            )
        return True
