"""How rows are called when a person is told what a change does to them."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from factbase.models.base import Slugged

from .records import Row
from .revision import Revision
from .row_access import Values, owner, read, versions

ENOUGH = 10
"""How many things of a sort are named; of more, the rest is counted."""


class EditError(Exception):
    """What was asked for cannot be done, and nothing was done. `messages` tell a person why, and what to do first."""

    def __init__(self, *messages: str) -> None:
        super().__init__("\n".join(messages))
        self.messages = list(messages)


def label_row(model: Row, row: Values) -> str:
    """A row in words, with what it belongs to: the citation “line 3” (A report) of the position “x”."""
    instance = model(**{field.attname: row[field.attname] for field in model._meta.local_concrete_fields})
    if isinstance(instance, Slugged):
        return f"the {model._meta.verbose_name} “{instance}”"
    belongs_to = owner(model, row)
    of = f" of {label_by_id(*belongs_to)}" if belongs_to else ""
    keys = [field for field in model._meta.local_concrete_fields if isinstance(field, models.ForeignKey)]
    told = [key for key in keys if row[key.attname] is not None and (key.related_model, row[key.attname]) != belongs_to]
    if model._meta.auto_created:  # a row that only links
        return " and ".join(label_by_id(key.related_model, row[key.attname]) for key in told) + of
    if not told:
        return f"the {model._meta.verbose_name} “{instance}”{of}"
    other = told[0]
    beside = title(other.related_model, row[other.attname])
    return f"the {model._meta.verbose_name} “{instance}” ({beside}){of}"


def label_by_id(model: Row, pk: int) -> str:
    """A row in words, by its id: as it stands, or as it stood last."""
    row = latest_row(model, pk)
    return label_row(model, row) if row else f"the {model._meta.verbose_name} no. {pk}"


def latest_row(model: Row, pk: int) -> Values | None:
    """A row as it stands, or as it stood last."""
    return read(model, [pk]).get(pk) or next(reversed(versions(model, id=pk)), None)


def title(model: Row, pk: int) -> str:
    """What a row is called by itself."""
    row = latest_row(model, pk)
    return str(model(**{name: row[name] for name in row if not name.startswith("rev_")})) if row else f"no. {pk}"


def value(field: models.Field, content: Any) -> str:
    """A value as a person reads it: the name of a related fact, the label of a choice."""
    if content in (None, ""):
        return "nothing"
    if field.related_model is not None:
        return f"“{title(field.related_model, content)}”"
    if isinstance(content, bool):
        return "yes" if content else "no"
    return f"“{dict(field.flatchoices).get(content, content)}”"


def counted(model: Row, number: int) -> str:
    """“1 citation”, “2 citations”; a row that only links is a link."""
    if model._meta.auto_created:
        return f"{number} link{'' if number == 1 else 's'}"
    return f"{number} {model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural}"


def first_few(said: Iterable[str], total: int) -> str:
    """A list for a sentence: the first few, and how many more there are."""
    told = list(said)[:ENOUGH]
    return ", ".join(told) + (f" and {total - len(told)} more" if total > len(told) else "")


def summarize_revision(number: int) -> str:
    """A revision in words: revision 7, by anna (“Misread”)."""
    found = Revision.objects.filter(number=number).first()
    return f"revision {number}, by {found.author} (“{found.reason}”)" if found else f"revision {number}"
