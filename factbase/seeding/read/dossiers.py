"""Dossiers and registries of a folder, gathered and checked: every problem at once, or rows that can be compiled."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from .problems import FileLocation, SeedError, SeedProblem, did_you_mean, shown
from .rows import FixtureRow, entry_rows
from .rules import check_together
from .schema import DOSSIER, REGISTRIES, Context, Known, NotCited, SeedEntry, Source
from .schema.context import kind
from .schema_errors import schema_problem
from .yaml_file import Steps, YamlFile, kind_of, read_yaml

DOSSIER_NAME = r"[0-9]{3}-[a-z0-9]+(-[a-z0-9]+)*\.yaml"


@dataclass(frozen=True)
class Declared:
    """A sentence or line of a source that the dossier declares to support no fact."""

    source: str
    entry: NotCited
    place: FileLocation


@dataclass
class Seeds:
    """What the seeds say, as far as it is sound, and what is wrong with the rest."""

    rows: list[FixtureRow] = field(default_factory=list)
    not_cited: list[Declared] = field(default_factory=list)
    problems: list[SeedProblem] = field(default_factory=list)

    def sound(self) -> "Seeds":
        """Themselves. Raises SeedError, with every problem in a line of its own, when something is wrong."""
        if self.problems:
            count = f"{len(self.problems)} problem{'' if len(self.problems) == 1 else 's'} in the seeds."
            raise SeedError("\n".join([*map(str, self.problems), count]))
        return self


@dataclass(frozen=True)
class _Found:
    """One entry as written, not yet checked: its schema, its data and where it stands."""

    schema: type[SeedEntry] | type[NotCited]
    data: object
    file: YamlFile
    path: Steps
    source: str | None


def read_dossiers(folder: Path) -> Seeds:
    """Read and check the dossiers and registries of a folder. Raises SeedError when there are none at all."""
    if not folder.is_dir():
        raise SeedError(f"There is no folder {folder}: seeds are kept in seeds/registry/ and seeds/dossiers/.")
    seeds = Seeds()
    files = list(_files(folder, seeds))
    found = [entry for file in files for entry in _entries(file, seeds)]
    if not found and not seeds.problems:
        raise SeedError(f"The folder {folder} holds no seeds: it needs registry/*.yaml and dossiers/*.yaml.")
    known = _known(found, seeds)
    known.unreadable = {_kind(file) for file in files if file.data is None and file.problems}
    for entry in found:
        _check(entry, known, seeds)
    seeds.problems += check_together(seeds.rows)
    seeds.problems.sort()
    return seeds


def _files(folder: Path, seeds: Seeds) -> Iterator[YamlFile]:
    for room in ("registry", "dossiers"):
        for path in sorted((folder / room).glob("*")):
            name = f"{folder.name}/{room}/{path.name}"
            if path.name.startswith(".") or path.suffix == ".md":
                continue
            if room == "registry" and path.name not in [f"{registry}.yaml" for registry in REGISTRIES]:
                near = did_you_mean(path.stem, REGISTRIES) or f": they are {', '.join(REGISTRIES)} (.yaml)"
                seeds.problems.append(SeedProblem(name, 1, f"is no registry{near}"))
            elif room == "dossiers" and not re.fullmatch(DOSSIER_NAME, path.name):
                seeds.problems.append(SeedProblem(name, 1, "is no name of a dossier: it is like 007-short-name.yaml"))
            else:
                file = read_yaml(path, name)
                seeds.problems += file.problems
                yield file


def _kind(file: YamlFile) -> str:
    """The kind of fact whose slugs a file gives."""
    schema = REGISTRIES.get(Path(file.name).stem) if "/registry/" in file.name else Source
    return kind((schema or Source).entity)


def _entries(file: YamlFile, seeds: Seeds) -> Iterator[_Found]:
    """The entries in a file, whatever their state."""
    if file.data is None:
        if not file.problems:
            seeds.problems.append(file.place(()).problem("is empty: write [] when there is nothing yet"))
    elif "/registry/" in file.name:
        schema = REGISTRIES[Path(file.name).stem]
        if isinstance(file.data, list):
            yield from (_Found(schema, data, file, (number,), None) for number, data in enumerate(file.data))
        else:
            seeds.problems.append(file.place(()).problem(f"a registry is a list, found {kind_of(file.data)}"))
    elif isinstance(file.data, dict):
        yield from _dossier(file, file.data, seeds)
    else:
        seeds.problems.append(
            file.place(()).problem(f"a dossier is a mapping with a source, found {kind_of(file.data)}")
        )


def _dossier(file: YamlFile, data: dict[str, object], seeds: Seeds) -> Iterator[_Found]:
    parts = ["source", *DOSSIER]
    source = data.get("source")
    slug = source.get("slug") if isinstance(source, dict) else None
    slug = slug.strip() if isinstance(slug, str) else None
    if source is None:
        seeds.problems.append(file.place(("source",)).problem("is missing: a dossier describes its source"))
    else:
        yield _Found(Source, source, file, ("source",), slug)
    for part, value in data.items():
        if part not in parts:
            near = did_you_mean(part, parts) or f"; it has {', '.join(parts)}"
            seeds.problems.append(file.place((part,), of_key=True).problem(f"is no part of a dossier{near}"))
        elif part != "source" and isinstance(value, list):
            yield from (_Found(DOSSIER[part], entry, file, (part, number), slug) for number, entry in enumerate(value))
        elif part != "source":
            seeds.problems.append(file.place((part,)).problem(f"expected a list, found {kind_of(value)}"))


def _known(found: list[_Found], seeds: Seeds) -> Known:
    """All slugs, with their entries as written; a slug that stands twice is refused, with both places."""
    known = Known()
    places: dict[tuple[str, str], FileLocation] = {}
    for what, data, place in _slugged(found):
        slug = data["slug"].strip()
        first = places.setdefault((what, slug), place)
        if first is place:
            known.entries.setdefault(what, {})[slug] = data
        else:
            seeds.problems.append(place.problem(f"{shown(slug)} is the slug of {first} ({first.path}) already"))
    return known


def _slugged(found: list[_Found]) -> Iterator[tuple[str, dict, FileLocation]]:
    """Every entry with a slug: its kind, its data and the place of its slug. Provisions stand in proposals."""
    for entry in found:
        if not issubclass(entry.schema, SeedEntry) or not isinstance(entry.data, dict):
            continue
        nested = entry.data.get("provisions")
        inner = enumerate(nested) if isinstance(nested, list) else ()
        all_here = [
            (kind(entry.schema.entity), entry.data, entry.path),
            *(("provision", data, (*entry.path, "provisions", number)) for number, data in inner),
        ]
        for what, data, path in all_here:
            if isinstance(data, dict) and isinstance(data.get("slug"), str):
                yield what, data, entry.file.place((*path, "slug"))


def _check(entry: _Found, known: Known, seeds: Seeds) -> None:
    """Hold one entry against its schema, and keep its rows when it is sound."""
    try:
        checked = entry.schema.model_validate(entry.data, context=Context(known, entry.source))
    except ValidationError as error:
        details = error.errors(include_url=False)
        seeds.problems += [schema_problem(detail, entry.file, entry.path, entry.schema) for detail in details]
        return
    if isinstance(checked, NotCited):
        if entry.source:
            seeds.not_cited.append(Declared(entry.source, checked, entry.file.place(entry.path)))
        return
    rows = list(entry_rows(checked, entry.file, entry.path))
    if known.is_first(kind(checked.entity), rows[0].fields["slug"], entry.data):
        seeds.rows += rows
