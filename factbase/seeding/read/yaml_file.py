"""A YAML file as plain data, with the line of each key and value.

Every value is read as text; the schema converts it where a field holds a number or a boolean. So 2025-12-03 stays a
date as written, 2008 a year, and NO the country code of Norway. An empty value (`country:`, `country: null` or `~`)
counts as absent. Anchors, aliases and tags are errors.
"""

import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from .problems import FileLocation, SeedProblem, format_value

KeyPath = tuple[str | int, ...]
"""The keys and list indexes that lead to a value."""

Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml, if built in, is ten times as fast
PLAIN_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map")}
EMPTY = {"", "~", "null"}
MAX_DEPTH = 20
QUOTED = {"'", '"', "|", ">"}


@dataclass
class YamlFile:
    """The data of a file, the line of each value and key, and the syntax problems."""

    name: str
    data: object = None
    problems: list[SeedProblem] = field(default_factory=list)
    _lines: dict[KeyPath, int] = field(default_factory=dict)
    _keys: dict[KeyPath, int] = field(default_factory=dict)

    def locate(self, path: KeyPath, of_key: bool = False) -> FileLocation:
        """Return the location of the value (or key) at a path; of its nearest parent if it is missing."""
        known = path
        while known and known not in self._lines:
            known = known[:-1]
        line = self._keys.get(path, 0) if of_key else 0
        return FileLocation(self.name, line or self._lines.get(known, 1), self._format_path(path))

    def _format_path(self, path: KeyPath) -> str:
        root = Path(self.name).stem if path and isinstance(path[0], int) else ""
        names = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
        return f"{root}{names}".removeprefix(".")

    def _add_problem(self, mark: yaml.Mark | None, message: str) -> None:
        self.problems.append(SeedProblem(self.name, mark.line + 1 if mark else 1, message))


def read_yaml(file: Path, name: str, as_typed: bool = False) -> YamlFile:
    """Read a file; if its `problems` are not empty, its data may be incomplete.

    Text is normalized to NFC, so that equal-looking strings are equal, unless `as_typed`.
    """
    result = YamlFile(name)
    try:
        node = yaml.compose(file.read_bytes().decode("utf-8-sig"), Loader=Loader)
    except OSError as error:
        result._add_problem(None, f"cannot be read: {error.strerror}.")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        result.problems.append(SeedProblem(name, line, "is not UTF-8 text: save it in UTF-8."))
    except yaml.MarkedYAMLError as error:
        reason = ", ".join(part for part in (error.context, error.problem) if part)
        result._add_problem(error.problem_mark or error.context_mark, f"is not YAML: {reason}.")
    except yaml.YAMLError as error:
        result._add_problem(None, f"is not YAML: {' '.join(str(error).split())}.")
    except RecursionError:
        result._add_problem(None, "is nested too deeply.")
    else:
        result.data = _Reader(result, as_typed).read(node, ()) if node is not None else None
    return result


class _Reader:
    """Converts YAML nodes to data and records the line of each."""

    def __init__(self, file: YamlFile, as_typed: bool) -> None:
        self.file = file
        self.as_typed = as_typed
        self.seen: set[int] = set()

    def read(self, node: yaml.Node, path: KeyPath) -> object:
        self.file._lines[path] = node.start_mark.line + 1
        if id(node) in self.seen:
            self.file._add_problem(node.start_mark, "uses an alias (*): write the value out instead.")
            return None
        self.seen.add(id(node))
        if len(path) > MAX_DEPTH:
            self.file._add_problem(node.start_mark, "is nested too deeply.")
            return None
        if node.tag not in PLAIN_TAGS:
            self.file._add_problem(node.start_mark, f"uses the tag {format_value(node.tag)}: leave it out.")
        if isinstance(node, yaml.MappingNode):
            return self.read_mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*path, number)) for number, item in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode) and node.style not in QUOTED and node.value in EMPTY:
            return None
        return node.value if self.as_typed else unicodedata.normalize("NFC", node.value)

    def read_mapping(self, node: yaml.MappingNode, path: KeyPath) -> dict[str, object]:
        """Read a mapping without its empty values; a repeated key is a problem."""
        data: dict[str, object] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.file._add_problem(key_node.start_mark, "has a key that is not text.")
                continue
            key, line = key_node.value, key_node.start_mark.line + 1
            if key in lines:
                name = self.file._format_path((*path, key))
                self.file._add_problem(key_node.start_mark, f"{name} appears twice: first on line {lines[key]}.")
                continue
            lines[key] = self.file._keys[*path, key] = line
            value = self.read(value_node, (*path, key))
            if value is None:
                del self.file._lines[*path, key]
                continue
            data[key] = value
        return data


def describe_type(data: object) -> str:
    """Return the type of a YAML value in words."""
    if data is None:
        return "nothing"
    return "a mapping" if isinstance(data, dict) else "a list" if isinstance(data, list) else "text"
