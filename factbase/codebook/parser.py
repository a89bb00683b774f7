"""Parser of the codebook's YAML files. It reports all errors at once, each with its file and value."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml
from django.conf import settings
from django.db import models
from pydantic import ValidationError

from .entry import Codebook, CodebookEntity, CodebookEntry, CodebookPart, Crosswalk, Scheme
from .required_terms import entities, enums, slug_of

FOLDER = Path(settings.BASE_DIR) / "seeds" / "codebook"

P = TypeVar("P", bound=CodebookPart)


class CodebookError(Exception):
    """The codebook is invalid. Each line of the message is one error."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


# libyaml, where PyYAML has it, is ten times as fast
_BaseLoader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _Loader(_BaseLoader):
    """A loader that reads every scalar as text (016 is a code, `no` a word) and refuses duplicate keys."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        keys = [key.value for key, _ in node.value]
        for index, key in enumerate(keys):
            if key in keys[:index]:
                mark = node.value[index][0].start_mark
                raise yaml.MarkedYAMLError(problem=f"duplicate key “{key}”", problem_mark=mark)
        return super().construct_mapping(node, deep)


def read(folder: Path = FOLDER) -> Codebook:
    """Return the codebook of a folder. Raise CodebookError if it is invalid."""
    return _Parser(folder).parse()


class _Parser:
    """A single pass over the files, which collects all errors."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.errors: list[str] = []

    def parse(self) -> Codebook:
        schemes = self.named_parts(Scheme, "schemes.yaml", self.load("schemes.yaml"), "scheme")
        raw_entities = self.load("entities.yaml")
        self.compare("entities.yaml", raw_entities, [model.__name__ for model in entities()], "entity")
        kinds = self.named_parts(CodebookEntity, "entities.yaml", raw_entities, "name")
        entries = {name: entry for name, enum in enums().items() if (entry := self.entry(enum))}
        files = [file.name for file in sorted((self.folder / "enums").glob("*"))]
        self.compare("enums", files, [f"{slug_of(name)}.yaml" for name in enums()], "enum")
        self.check_crosswalks(schemes, kinds, entries)
        if self.errors:
            raise CodebookError(self.errors)
        return Codebook(schemes, kinds, entries)

    def entry(self, enum: type[models.Choices]) -> CodebookEntry | None:
        file = f"enums/{slug_of(enum.__name__)}.yaml"
        if not (self.folder / file).exists():
            return None  # the comparison of file names reports it
        raw = self.load(file)
        values = raw.get("values")
        if not isinstance(values, dict) or not all(isinstance(value, dict) for value in values.values()):
            self.errors.append(f"{file}: “values” must map each value to its fields")
            return None
        self.compare(file, values, [str(value) for value in enum.values], "value")
        in_order = [
            {"value": member.value, "label": str(member.label), **values[str(member.value)]}
            for member in enum
            if str(member.value) in values
        ]
        head = {"slug": slug_of(enum.__name__), "name": enum.__name__}
        return self.part(CodebookEntry, file, "", {**head, **raw, "values": in_order})

    def named_parts(self, kind: type[P], file: str, content: dict[str, Any], name_field: str) -> dict[str, P]:
        """Return the valid parts of a file that maps names to fields."""
        parts = {}
        for name, raw in content.items():
            if not isinstance(raw, dict):
                self.errors.append(f"{file}: {name}: expected fields and their values")
            elif part := self.part(kind, file, name, {name_field: name, **raw}):
                parts[name] = part
        return parts

    def load(self, file: str) -> dict[str, Any]:
        try:
            content = yaml.load((self.folder / file).read_text(encoding="utf-8"), Loader=_Loader)
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            self.errors.append(f"{file}: {' '.join(str(error).split())}")
            return {}
        if not isinstance(content, dict):
            self.errors.append(f"{file}: expected fields and their values")
            return {}
        return content

    def part(self, kind: type[P], file: str, name: str, raw: dict[str, Any]) -> P | None:
        try:
            return kind.model_validate(raw)
        except ValidationError as invalid:
            for error in invalid.errors():
                path = ".".join(_path(error["loc"], raw))
                self.errors.append(": ".join(filter(None, [file, name, path, error["msg"]])))
            return None

    def compare(self, file: str, actual: Iterable[str], expected: list[str], noun: str) -> None:
        self.errors += [f"{file}: the {noun} {name} is missing" for name in expected if name not in actual]
        self.errors += [f"{file}: there is no {noun} {name} in the code" for name in actual if name not in expected]

    def check_crosswalks(
        self, schemes: Mapping[str, Scheme], kinds: Mapping[str, CodebookEntity], entries: Mapping[str, CodebookEntry]
    ) -> None:
        """Report codes that are malformed, duplicate, under two titles, or exact matches of two values of an enum."""
        titles: dict[tuple[str, str], str] = {}
        exact: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for owner, crosswalks in _crosswalks(kinds, entries):
            seen = set()
            for crosswalk in crosswalks:
                term = (crosswalk.scheme, crosswalk.code)
                prefix = f"{owner}: {crosswalk.scheme} {crosswalk.code}"
                if crosswalk.scheme not in schemes:
                    self.errors.append(f"{prefix}: there is no such scheme in schemes.yaml")
                elif not re.fullmatch(schemes[crosswalk.scheme].code, crosswalk.code):
                    self.errors.append(f"{prefix}: the code does not match the pattern in schemes.yaml")
                if term in seen:
                    self.errors.append(f"{prefix}: duplicate crosswalk")
                if titles.setdefault(term, crosswalk.title) != crosswalk.title:
                    self.errors.append(
                        f"{prefix}: the title is “{crosswalk.title}” here and “{titles[term]}” elsewhere"
                    )
                if crosswalk.relation == "exact":
                    exact[owner.split(": ")[0], *term].append(owner)
                seen.add(term)
        self.errors += [
            f"{' and '.join(owners)}: {scheme} {code} cannot be an exact match of both"
            for (_, scheme, code), owners in exact.items()
            if len(owners) > 1
        ]


def _crosswalks(
    kinds: Mapping[str, CodebookEntity], entries: Mapping[str, CodebookEntry]
) -> Iterator[tuple[str, list[Crosswalk]]]:
    """Yield the crosswalks of each entity, enum and value, with its file and name."""
    for name, entity in kinds.items():
        yield f"entities.yaml: {name}", entity.crosswalks
    for entry in entries.values():
        file = f"enums/{entry.slug}.yaml"
        yield file, entry.crosswalks
        for value in entry.values:
            yield f"{file}: {value.value}", value.crosswalks


def _path(loc: tuple[str | int, ...], raw: dict[str, Any]) -> Iterator[str]:
    """Yield the path of an error, with the name of an enum's value instead of its index."""
    for index, step in enumerate(loc):
        if isinstance(step, int) and loc[index - 1] == "values" and index == 1:
            yield str(raw["values"][step]["value"])
        else:
            yield str(step)
