"""From the files of `seeds/codebook/` to the codebook, with every error at once: file, value and what to do."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
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
    """The codebook cannot be used. Each line of the message is one thing to mend."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


# libyaml where it is built in: ten times as fast
_Fastest: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _Loader(_Fastest):
    """Every scalar is text, so that 016 stays a code and `no` a word; a key that stands twice is refused."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        keys = [key.value for key, _ in node.value]
        for place, key in enumerate(keys):
            if key in keys[:place]:
                mark = node.value[place][0].start_mark
                raise yaml.MarkedYAMLError(problem=f"“{key}” stands twice", problem_mark=mark)
        return super().construct_mapping(node, deep)


def read(folder: Path = FOLDER) -> Codebook:
    """The codebook of a folder. Raises CodebookError."""
    return _Reading(folder).codebook()


class _Reading:
    """One pass over the files, which gathers what is wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[str] = []

    def codebook(self) -> Codebook:
        schemes = {
            name: self.part(Scheme, "schemes.yaml", name, {"scheme": name, **raw})
            for name, raw in self.mappings("schemes.yaml").items()
        }
        kinds = {
            name: self.part(CodebookEntity, "entities.yaml", name, {"name": name, **raw})
            for name, raw in self.mappings("entities.yaml").items()
        }
        self.compare("entities.yaml", kinds, [model.__name__ for model in entities()], "entity")
        entries = {name: self.entry(enum) for name, enum in enums().items()}
        self.compare(
            "enums",
            [file.name for file in sorted((self.folder / "enums").glob("*"))],
            [f"{slug_of(name)}.yaml" for name in enums()],
            "enum",
        )
        known = {name: scheme for name, scheme in schemes.items() if scheme}
        self.check_crosswalks(known, kinds, entries)
        if self.problems:
            raise CodebookError(self.problems)
        return Codebook(
            known,
            {name: entity for name, entity in kinds.items() if entity},
            {name: entry for name, entry in entries.items() if entry},
        )

    def entry(self, enum: type[models.Choices]) -> CodebookEntry | None:
        file = f"enums/{slug_of(enum.__name__)}.yaml"
        if not (self.folder / file).exists():
            return None  # told when the file names are compared
        raw = self.load(file)
        values = raw.get("values")
        if not isinstance(values, dict) or not all(isinstance(value, dict) for value in values.values()):
            self.problems.append(f"{file}: “values” is a mapping of each value to its fields")
            return None
        self.compare(file, values, [str(value) for value in enum.values], "value")
        in_order = [
            {"value": member.value, "label": str(member.label), **values[str(member.value)]}
            for member in enum
            if str(member.value) in values
        ]
        head = {"slug": slug_of(enum.__name__), "name": enum.__name__}
        return self.part(CodebookEntry, file, "", {**head, **raw, "values": in_order})

    def mappings(self, file: str) -> dict[str, dict[str, Any]]:
        """A file of named entries."""
        found = self.load(file)
        wrong = [name for name, raw in found.items() if not isinstance(raw, dict)]
        self.problems += [f"{file}: {name}: expected fields and their values" for name in wrong]
        return {name: raw for name, raw in found.items() if name not in wrong}

    def load(self, file: str) -> dict[str, Any]:
        try:
            found = yaml.load((self.folder / file).read_text(encoding="utf-8"), Loader=_Loader)
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            self.problems.append(f"{file}: {' '.join(str(error).split())}")
            return {}
        if not isinstance(found, dict):
            self.problems.append(f"{file}: expected fields and their values")
            return {}
        return found

    def part(self, kind: type[P], file: str, name: str, raw: dict[str, Any]) -> P | None:
        try:
            return kind.model_validate(raw)
        except ValidationError as error:
            for wrong in error.errors():
                place = ".".join(_steps(wrong["loc"], raw))
                self.problems.append(": ".join(filter(None, [file, name, place, wrong["msg"]])))
            return None

    def compare(self, file: str, found: Any, wanted: list[str], what: str) -> None:
        self.problems += [f"{file}: the {what} {name} is missing" for name in wanted if name not in found]
        self.problems += [f"{file}: there is no {what} {name} in the code" for name in found if name not in wanted]

    def check_crosswalks(
        self,
        schemes: Mapping[str, Scheme],
        kinds: Mapping[str, CodebookEntity | None],
        entries: Mapping[str, CodebookEntry | None],
    ) -> None:
        """Codes are well formed, are named once in a place, have one title, and are exactly one value at the most."""
        titles: dict[tuple[str, str], str] = {}
        exact: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for place, walks in _places(kinds, entries):
            seen = set()
            for walk in walks:
                term = (walk.scheme, walk.code)
                where = f"{place}: {walk.scheme} {walk.code}"
                if walk.scheme not in schemes:
                    self.problems.append(f"{where}: there is no such scheme in schemes.yaml")
                elif not re.fullmatch(schemes[walk.scheme].code, walk.code):
                    self.problems.append(f"{where}: the code does not have the shape that schemes.yaml gives")
                if term in seen:
                    self.problems.append(f"{where}: stands twice")
                if titles.setdefault(term, walk.title) != walk.title:
                    self.problems.append(f"{where}: is titled “{walk.title}” here and “{titles[term]}” elsewhere")
                if walk.relation == "exact":
                    exact[place.split(": ")[0], *term].append(place)
                seen.add(term)
        self.problems += [
            f"{' and '.join(places)}: {scheme} {code} cannot be exactly both"
            for (_, scheme, code), places in exact.items()
            if len(places) > 1
        ]


def _places(
    kinds: Mapping[str, CodebookEntity | None], entries: Mapping[str, CodebookEntry | None]
) -> Iterator[tuple[str, list[Crosswalk]]]:
    """Everything that may have crosswalks, with where it stands."""
    for name, entity in kinds.items():
        if entity:
            yield f"entities.yaml: {name}", entity.crosswalks
    for entry in entries.values():
        if entry:
            file = f"enums/{entry.slug}.yaml"
            yield file, entry.crosswalks
            for value in entry.values:
                yield f"{file}: {value.value}", value.crosswalks


def _steps(loc: tuple[str | int, ...], raw: dict[str, Any]) -> Iterator[str]:
    """The way to an error, with a value's name in place of its number."""
    for place, step in enumerate(loc):
        if isinstance(step, int) and loc[place - 1] == "values" and place == 1:
            yield str(raw["values"][step]["value"])
        else:
            yield str(step)
