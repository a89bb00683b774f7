"""The envelope of a response: the revision, the head's keys, and members that PostgreSQL wrote as JSON."""

import json
from collections.abc import Mapping
from typing import Any

from factbase.history.snapshot import At


def envelope(at: At, head: Mapping[str, Any], **members: str) -> str:
    """Return the JSON of a response. `members` are texts in JSON, which stay as they are."""
    values = {name: json.dumps(value) for name, value in {"revision": at.number, **head}.items()} | members
    return "{" + ", ".join(f'"{name}": {value}' for name, value in values.items()) + "}"
