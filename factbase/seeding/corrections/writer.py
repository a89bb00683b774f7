"""Corrections as YAML: one way to write each, so that the same corrections give the same bytes."""

from collections.abc import Iterable
from typing import Any

import yaml

from .correction_schema import FILE_OF, FILES, NESTED, Correction, CorrectionNode, CorrectionVerb, place_names
from .fields import default, settable, written_value

HEAD = "# What editors changed, as export_corrections wrote it; compile_seeds lays it over the dossiers.\n"


def written(corrections: Iterable[Correction]) -> dict[str, str]:
    """The text of each file, by name; a file for each kind of which there is a correction."""
    entries: dict[str, list[dict[str, Any]]] = {}
    for correction in corrections:
        entries.setdefault(f"{FILE_OF[correction.model]}.yaml", []).append(_correction(correction))
    return {f"{name}.yaml": HEAD + _text(entries[f"{name}.yaml"]) for name in FILES if f"{name}.yaml" in entries}


def _text(entries: list[dict[str, Any]]) -> str:
    return yaml.dump(entries, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=110)


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


def _correction(entry: Correction) -> dict[str, Any]:
    data: dict[str, Any] = {"record": entry.slug}
    for name in ("renamed_from", "former_slugs", "merged_into", "withdrawn"):
        if value := getattr(entry, name):
            data[name] = value
    data |= _node(entry)
    if entry.revisions:
        data["revisions"] = [one.model_dump(mode="json", exclude_none=True) for one in entry.revisions]
    return data


def _node(node: CorrectionNode) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if node.verb is CorrectionVerb.REMOVE:
        data[node.verb.value] = True
    elif node.verb:
        data[node.verb.value] = {name: written_value(value) for name, value in _told(node).items()}
    for name, model in NESTED[node.model].items():
        parts = [part for part in node.parts if part.model is model]
        if parts:
            data[name] = [{**_place(part), **_node(part)} for part in parts]
    return data


def _told(node: CorrectionNode) -> dict[str, Any]:
    """The fields of a row; of an added one, those that are not what they would be anyway."""
    return {
        name: node.fields[name]
        for name, field in settable(node.model).items()
        if name in node.fields and (node.verb is CorrectionVerb.SET or node.fields[name] != default(field))
    }


def _place(part: CorrectionNode) -> dict[str, Any]:
    names = place_names(part.model)
    return {name: value for name, value in zip(names, part.key[-len(names) :], strict=True) if value is not None}
