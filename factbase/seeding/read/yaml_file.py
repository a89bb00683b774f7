"""One YAML file as plain data that remembers its lines.

One rule for every value: **it is text, and the schema reads numbers and yes/no where a field has them**. So 2025-12-03
stays a date as written, 2008 a year, NO the code of Norway. An empty value (`country:`, `country: null` or `~`) is
the same as leaving the field out. Anchors, aliases and tags are not used in seeds.
"""

import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from .problems import FileLocation, SeedProblem, shown

Steps = tuple[str | int, ...]
"""The way to a value: keys and places in lists."""

Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml where it is built in: ten times as fast
PLAIN_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map")}
EMPTY = {"", "~", "null"}
DEEPEST = 20
QUOTED = {"'", '"', "|", ">"}


@dataclass
class YamlFile:
    """The data of a file, the line of each value and key, and what is wrong with its form."""

    name: str
    data: object = None
    problems: list[SeedProblem] = field(default_factory=list)
    _lines: dict[Steps, int] = field(default_factory=dict)
    _keys: dict[Steps, int] = field(default_factory=dict)

    def place(self, path: Steps, of_key: bool = False) -> FileLocation:
        """Where the value at a path stands; where it is missing, its nearest parent."""
        known = path
        while known and known not in self._lines:
            known = known[:-1]
        line = self._keys.get(path, 0) if of_key else 0
        return FileLocation(self.name, line or self._lines.get(known, 1), self._written(path))

    def _written(self, path: Steps) -> str:
        root = Path(self.name).stem if path and isinstance(path[0], int) else ""
        return root + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(
            "" if root else "."
        )

    def _refuse(self, mark: yaml.Mark | None, message: str) -> None:
        self.problems.append(SeedProblem(self.name, mark.line + 1 if mark else 1, message))


def read_yaml(file: Path, name: str, as_typed: bool = False) -> YamlFile:
    """Read a file. Whatever is wrong with its form is in `problems`; then its data may be incomplete.

    Letters are composed (NFC), so that what looks the same is the same, unless each is wanted as typed.
    """
    result = YamlFile(name)
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        result._refuse(None, f"cannot be read: {error.strerror}.")
        return result
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        result.problems.append(SeedProblem(name, line, "is not UTF-8 text: save it with the encoding UTF-8."))
        return result
    try:
        node = yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        what = ", ".join(part for part in (error.context, error.problem) if part)
        result._refuse(error.problem_mark or error.context_mark, f"is not YAML: {what}.")
        return result
    except yaml.YAMLError as error:
        result._refuse(None, f"is not YAML: {' '.join(str(error).split())}.")
        return result
    except RecursionError:
        result._refuse(None, "is nested too deeply.")
        return result
    if node is not None:
        result.data = _Reader(result, as_typed).read(node, ())
    return result


class _Reader:
    """Turns YAML nodes into data, noting the line of each."""

    def __init__(self, file: YamlFile, as_typed: bool) -> None:
        self.file = file
        self.as_typed = as_typed
        self.seen: set[int] = set()

    def read(self, node: yaml.Node, path: Steps) -> object:
        self.file._lines[path] = node.start_mark.line + 1
        if id(node) in self.seen:
            self.file._refuse(node.start_mark, "uses an alias (*): write the value out instead.")
            return None
        self.seen.add(id(node))
        if len(path) > DEEPEST:
            self.file._refuse(node.start_mark, "is nested too deeply.")
            return None
        if node.tag not in PLAIN_TAGS:
            self.file._refuse(node.start_mark, f"uses the tag {shown(node.tag)}: leave it out.")
        if isinstance(node, yaml.MappingNode):
            return self.read_mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*path, number)) for number, item in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode) and node.style not in QUOTED and node.value in EMPTY:
            return None
        return node.value if self.as_typed else unicodedata.normalize("NFC", node.value)

    def read_mapping(self, node: yaml.MappingNode, path: Steps) -> dict[str, object]:
        """A mapping without its empty values; a key that stands twice is refused, with both places."""
        data: dict[str, object] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.file._refuse(key_node.start_mark, "has a key that is not a word.")
                continue
            key, line = key_node.value, key_node.start_mark.line + 1
            if key in lines:
                self.file._refuse(
                    key_node.start_mark, f"{self.file._written((*path, key))} stands twice: first on line {lines[key]}."
                )
                continue
            lines[key] = self.file._keys[*path, key] = line
            value = self.read(value_node, (*path, key))
            if value is None:
                del self.file._lines[*path, key]
                continue
            data[key] = value
        return data


def kind_of(data: object) -> str:
    """What a value is, in an editor's words."""
    if data is None:
        return "nothing"
    return "a mapping" if isinstance(data, dict) else "a list" if isinstance(data, list) else "text"
