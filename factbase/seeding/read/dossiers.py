"""Read and check the dossiers and registries of a folder: valid rows, and every problem at once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from factbase.models.base import Slugged
from factbase.models.registry import ENTITIES
from factbase.seeding.read.schema.context import Context, KnownSlugs, get_kind
from factbase.seeding.read.schema.entry import SeedEntry

from .problems import FileLocation, SeedError, SeedProblem, did_you_mean, format_value
from .rows import FixtureRow, build_rows
from .rules import check_across_entries
from .schema import DOSSIER, REGISTRIES, NotCited, Source
from .schema_errors import schema_problem
from .yaml_file import KeyPath, YamlFile, describe_type, read_yaml

DOSSIER_NAME = r"[0-9]{3}-[a-z0-9]+(-[a-z0-9]+)*\.yaml"


@dataclass(frozen=True)
class Declaration:
    """A sentence or line of a source that its dossier declares to support no fact."""

    source: str
    entry: NotCited
    location: FileLocation


@dataclass
class Seeds:
    """The rows of all valid entries, and the problems of the others."""

    rows: list[FixtureRow] = field(default_factory=list)
    not_cited: list[Declaration] = field(default_factory=list)
    problems: list[SeedProblem] = field(default_factory=list)

    def require_valid(self) -> "Seeds":
        """Return self. Raises SeedError, one line per problem, if there are problems."""
        if self.problems:
            count = f"{len(self.problems)} problem{'' if len(self.problems) == 1 else 's'} in the seeds."
            raise SeedError("\n".join([*map(str, self.problems), count]))
        return self

    def describe_problems(self) -> list[str]:
        """Return a line about the entries left out as invalid, if there are any."""
        remedy = "invalid entries were left out: run `python manage.py compile_seeds`."
        return [f"The seeds have {len(self.problems)} other problems; {remedy}"] if self.problems else []


@dataclass(frozen=True)
class _RawEntry:
    """An entry before validation: its schema, data and location."""

    schema: type[SeedEntry] | type[NotCited]
    data: object
    file: YamlFile
    path: KeyPath
    source: str | None


def read_dossiers(folder: Path) -> Seeds:
    """Read and check the dossiers and registries of a folder. Raises SeedError if there are none."""
    if not folder.is_dir():
        raise SeedError(f"There is no folder {folder}. Seeds are in seeds/registry/ and seeds/dossiers/.")
    seeds = Seeds()
    files = list(_read_files(folder, seeds))
    entries = [entry for file in files for entry in _read_entries(file, seeds)]
    if not entries and not seeds.problems:
        raise SeedError(f"The folder {folder} has no seeds: it needs registry/*.yaml and dossiers/*.yaml.")
    known = _collect_slugs(entries, seeds)
    unreadable = (file for file in files if file.data is None and file.problems)
    known.unreadable = {get_kind(REGISTRIES.get(Path(file.name).stem, Source).entity) for file in unreadable}
    for entry in entries:
        _validate(entry, known, seeds)
    seeds.problems += check_across_entries(seeds.rows)
    seeds.problems.sort()
    return seeds


def _read_files(folder: Path, seeds: Seeds) -> Iterator[YamlFile]:
    for subfolder in ("registry", "dossiers"):
        for path in sorted((folder / subfolder).glob("*")):
            name = f"{folder.name}/{subfolder}/{path.name}"
            if path.name.startswith(".") or path.suffix == ".md":
                continue
            if subfolder == "registry" and path.name not in [f"{registry}.yaml" for registry in REGISTRIES]:
                hint = did_you_mean(path.stem, REGISTRIES) or f"; the registries are {', '.join(REGISTRIES)} (.yaml)"
                seeds.problems.append(SeedProblem(name, 1, f"is not a registry{hint}"))
            elif subfolder == "dossiers" and not re.fullmatch(DOSSIER_NAME, path.name):
                seeds.problems.append(SeedProblem(name, 1, "is not a dossier name, such as 007-short-name.yaml"))
            else:
                file = read_yaml(path, name)
                seeds.problems += file.problems
                yield file


def _read_entries(file: YamlFile, seeds: Seeds) -> Iterator[_RawEntry]:
    if file.data is None:
        if not file.problems:
            seeds.problems.append(file.locate(()).problem("is empty: write [] if there are no entries yet"))
    elif "/registry/" in file.name:
        schema = REGISTRIES[Path(file.name).stem]
        if isinstance(file.data, list):
            yield from (_RawEntry(schema, data, file, (number,), None) for number, data in enumerate(file.data))
        else:
            seeds.problems.append(file.locate(()).problem(f"a registry is a list, found {describe_type(file.data)}"))
    elif isinstance(file.data, dict):
        yield from _read_dossier(file, file.data, seeds)
    else:
        seeds.problems.append(file.locate(()).problem(f"a dossier is a mapping, found {describe_type(file.data)}"))


def _read_dossier(file: YamlFile, data: dict[str, object], seeds: Seeds) -> Iterator[_RawEntry]:
    parts = ["source", *DOSSIER]
    source = data.get("source")
    slug = source.get("slug") if isinstance(source, dict) else None
    slug = slug.strip() if isinstance(slug, str) else None
    if source is None:
        seeds.problems.append(file.locate(("source",)).problem("is missing: a dossier must describe its source"))
    else:
        yield _RawEntry(Source, source, file, ("source",), slug)
    for part, value in data.items():
        if part not in parts:
            hint = did_you_mean(part, parts) or f"; it has {', '.join(parts)}"
            seeds.problems.append(file.locate((part,), of_key=True).problem(f"is not a part of a dossier{hint}"))
        elif part != "source" and isinstance(value, list):
            yield from (_RawEntry(DOSSIER[part], item, file, (part, i), slug) for i, item in enumerate(value))
        elif part != "source":
            seeds.problems.append(file.locate((part,)).problem(f"expected a list, found {describe_type(value)}"))


def _collect_slugs(entries: list[_RawEntry], seeds: Seeds) -> KnownSlugs:
    """Return all slugs with their unchecked entries; a slug used twice is a problem."""
    known = KnownSlugs()
    locations: dict[tuple[str, str], FileLocation] = {}
    for kind, data, location in _list_slugs(entries):
        slug = data["slug"].strip()
        first = locations.setdefault((kind, slug), location)
        if first is location:
            known.entries.setdefault(kind, {})[slug] = data
        else:
            seeds.problems.append(location.problem(f"{format_value(slug)} is already used in {first} ({first.path})"))
    return known


def _list_slugs(entries: list[_RawEntry]) -> Iterator[tuple[str, dict, FileLocation]]:
    """Yield the kind, data and slug location of each entry with a slug, nested entries included."""
    for entry in entries:
        if not issubclass(entry.schema, SeedEntry) or not isinstance(entry.data, dict):
            continue
        candidates = [(get_kind(entry.schema.entity), entry.data, entry.path)]
        for part in ENTITIES:
            if part.whole is entry.schema.entity and issubclass(part.model, Slugged):
                nested = entry.data.get(part.name)
                inner = enumerate(nested) if isinstance(nested, list) else ()
                kind = get_kind(part.model)
                candidates += [(kind, data, (*entry.path, part.name, number)) for number, data in inner]
        for kind, data, path in candidates:
            if isinstance(data, dict) and isinstance(data.get("slug"), str):
                yield kind, data, entry.file.locate((*path, "slug"))


def _validate(entry: _RawEntry, known: KnownSlugs, seeds: Seeds) -> None:
    """Validate one entry, and add its rows or its problems to the seeds."""
    try:
        checked = entry.schema.model_validate(entry.data, context=Context(known, entry.source))
    except ValidationError as error:
        details = error.errors(include_url=False)
        seeds.problems += [schema_problem(detail, entry.file, entry.path, entry.schema) for detail in details]
        return
    if isinstance(checked, NotCited):
        if entry.source:
            seeds.not_cited.append(Declaration(entry.source, checked, entry.file.locate(entry.path)))
        return
    rows = list(build_rows(checked, entry.file, entry.path))
    if known.is_first(get_kind(checked.entity), rows[0].fields["slug"], entry.data):
        seeds.rows += rows
