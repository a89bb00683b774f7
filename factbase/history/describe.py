"""Descriptions of rows, values and revisions for messages to people."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models

from factbase.models.base import Slugged

from .records import Row
from .revision import Revision
from .row_access import Values, instance_of, latest_row, owner


class EditError(Exception):
    """An edit was refused and nothing changed. `messages` tell a person why, and what to do first."""

    def __init__(self, *messages: str) -> None:
        super().__init__("\n".join(messages))
        self.messages = list(messages)


@dataclass
class Effect:
    """The effect of an edit, in sentences."""

    done: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """Values that the live data will no longer have."""


def label_row(model: Row, row: Values) -> str:
    """Return a row's label with what it belongs to: the citation “line 3” (A report) of the position “x”."""
    instance = instance_of(model, row)
    if isinstance(instance, Slugged):
        return f"the {model._meta.verbose_name} “{instance}”"
    whole = owner(model, row)
    of = f" of {label_by_id(*whole)}" if whole else ""
    keys = [key for key in model._meta.local_concrete_fields if isinstance(key, models.ForeignKey)]
    targets = [(key.related_model, row[key.attname]) for key in keys if row[key.attname] is not None]
    others = [target for target in targets if target != whole]
    if model._meta.auto_created:  # a join table
        return " and ".join(label_by_id(*target) for target in others) + of
    other = f" ({title(*others[0])})" if others else ""
    return f"the {model._meta.verbose_name} “{instance}”{other}{of}"


def label_by_id(model: Row, pk: int) -> str:
    """Return the label of a row's current or last version."""
    row = latest_row(model, pk)
    return label_row(model, row) if row else f"the {model._meta.verbose_name} no. {pk}"


def title(model: Row, pk: int) -> str:
    """Return the string form of a row's current or last version."""
    row = latest_row(model, pk)
    return str(instance_of(model, row)) if row else f"no. {pk}"


def format_value(field: models.Field, content: Any) -> str:
    """Return a field's value for people: the title of a related row, the label of a choice."""
    if content in (None, ""):
        return "nothing"
    if field.related_model is not None:
        return f"“{title(field.related_model, content)}”"
    if isinstance(content, bool):
        return "yes" if content else "no"
    return f"“{dict(field.flatchoices).get(content, content)}”"


def format_count(model: Row, number: int) -> str:
    """Return “1 citation”, “2 citations”; rows of join tables are links."""
    if model._meta.auto_created:
        return f"{number} link{'' if number == 1 else 's'}"
    return f"{number} {model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural}"


def summarize_revision(number: int) -> str:
    """Return a revision in words: revision 7, by anna (“Misread”)."""
    found = Revision.objects.filter(number=number).first()
    return f"revision {number}, by {found.author} (“{found.reason}”)" if found else f"revision {number}"
