"""Corrections as YAML. Equal corrections give equal bytes."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import yaml
from django.db.models import Model

from .correction_schema import FILES, NESTED, Correction, CorrectionNode, CorrectionVerb, identifying_fields
from .fields import get_default, get_editable_fields, to_yaml

HEAD = "# Editors' changes, written by export_corrections; compile_seeds applies them to the dossiers.\n"


def dump_corrections(corrections: Iterable[Correction]) -> dict[str, str]:
    """Return the text of each file by name, one file for each kind with corrections."""
    entries: dict[type[Model], list[dict[str, Any]]] = defaultdict(list)
    for correction in corrections:
        entries[correction.model].append(_correction_to_yaml(correction))
    return {
        f"{name}.yaml": HEAD + yaml.dump(entries[model], Dumper=_Plain, sort_keys=False, allow_unicode=True, width=110)
        for name, model in FILES.items()
        if model in entries
    }


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


def _correction_to_yaml(entry: Correction) -> dict[str, Any]:
    data: dict[str, Any] = {"record": entry.slug}
    for name in ("renamed_from", "former_slugs", "merged_into", "withdrawn"):
        if value := getattr(entry, name):
            data[name] = value
    data |= _node_to_yaml(entry)
    if entry.revisions:
        data["revisions"] = [one.model_dump(mode="json", exclude_none=True) for one in entry.revisions]
    return data


def _node_to_yaml(node: CorrectionNode) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if node.verb is CorrectionVerb.REMOVE:
        data[node.verb.value] = True
    elif node.verb:
        data[node.verb.value] = {name: to_yaml(value) for name, value in _fields_to_write(node).items()}
    for name, model in NESTED[node.model].items():
        parts = [part for part in node.parts if part.model is model]
        if parts:
            data[name] = [{**_identify(part), **_node_to_yaml(part)} for part in parts]
    return data


def _fields_to_write(node: CorrectionNode) -> dict[str, Any]:
    """Return the fields to write; for an added row, those that differ from their default."""
    return {
        name: node.fields[name]
        for name, field in get_editable_fields(node.model).items()
        if name in node.fields and (node.verb is CorrectionVerb.SET or node.fields[name] != get_default(field))
    }


def _identify(part: CorrectionNode) -> dict[str, Any]:
    names = identifying_fields(part.model)
    return {name: value for name, value in zip(names, part.key[-len(names) :], strict=True) if value is not None}
