"""Query parameters: read strictly, each with a description, errors that name the parameter and the nearest valid value.

They are judged in two steps. What can be judged without the base (names, dates, numbers) is judged first, by `parse`;
slugs are looked up in the snapshot that the answer is read from, by `look_up`.
"""

import datetime
import re
from collections.abc import Callable, Mapping
from typing import Any

from django.db import models
from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from factbase.models import Slug

from .problems import InvalidParameters
from .suggestions import nearest, nearest_slug

MOST_VALUES = 50
"""How many values one filter takes at the most."""


class Refused(Exception):
    """A value that a parameter does not take: why, and the nearest one that it does."""

    def __init__(self, detail: str, suggestion: str | None = None) -> None:
        super().__init__(detail)
        self.detail, self.suggestion = detail, suggestion


class Parameter:
    """One query parameter. `schema` describes its value in OpenAPI; `repeatable` ones may be given several times."""

    schema: dict[str, Any] = {"type": "string"}
    repeatable = False

    def __init__(self, description: str) -> None:
        self.description = description

    def parse(self, text: str) -> Any:
        """The value that a text stands for. Raises Refused."""
        return text


class Number(Parameter):
    """A whole number within bounds."""

    def __init__(self, least: int, most: int, default: int, description: str) -> None:
        super().__init__(description)
        self.least, self.most = least, most
        self.schema = {"type": "integer", "minimum": least, "maximum": most, "default": default}

    def parse(self, text: str) -> int:
        if not re.fullmatch(r"\d{1,9}", text, re.ASCII) or not self.least <= int(text) <= self.most:
            raise Refused(f"“{text[:40]}” is not a whole number from {self.least} to {self.most}.")
        return int(text)


class Flag(Parameter):
    """true or false."""

    schema = {"type": "boolean", "default": False}

    def parse(self, text: str) -> bool:
        if text not in ("true", "false"):
            raise Refused(f"“{text[:40]}” is neither true nor false: write one of them.")
        return text == "true"


class Day(Parameter):
    """A day, as ISO 8601: 2025-12-03."""

    schema = {"type": "string", "format": "date"}

    def parse(self, text: str) -> datetime.date:
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
                return datetime.date.fromisoformat(text)
        except ValueError:
            pass
        raise Refused(f"“{text[:40]}” is not a date: write it as 2025-12-03.")


class AsOf(Parameter):
    """A revision number, or a moment with its offset from UTC (ISO 8601)."""

    def parse(self, text: str) -> int | datetime.datetime:
        if re.fullmatch(r"\d{1,18}", text, re.ASCII):
            return int(text)
        try:
            moment = parse_datetime(text.replace(" ", "+"))  # an unescaped + arrives as a space
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise Refused(
                f"“{text[:40]}” is neither a revision number nor a time: "
                "write 17, or 2026-01-31T12:00:00Z with its offset."
            )
        return moment


class Names(Parameter):
    """Names out of a known list, separated by commas."""

    def __init__(self, known: list[str], description: str) -> None:
        super().__init__(description)
        self.known = known
        self.schema = {"type": "array", "items": {"type": "string", "enum": known}}

    def parse(self, text: str) -> list[str]:
        return [_known(name, self.known) for name in _values(text)]


class OneOf(Parameter):
    """One name out of a known list; the first is the default."""

    def __init__(self, known: list[str], description: str) -> None:
        super().__init__(description)
        self.known = known
        self.schema = {"type": "string", "enum": known, "default": known[0]}

    def parse(self, text: str) -> str:
        return _known(text, self.known)


class Filter(Parameter):
    """A parameter that narrows a queryset: `by` a lookup, or a method of the queryset that takes the value."""

    def __init__(self, by: str | Callable[[Any, Any], models.QuerySet], description: str) -> None:
        super().__init__(description)
        self.by = by

    def narrow(self, queryset: models.QuerySet, value: Any) -> models.QuerySet:
        return queryset.filter(**{self.by: value}) if isinstance(self.by, str) else self.by(queryset, value)


class TextFilter(Filter):
    """A text, compared as the lookup says."""

    schema = {"type": "string", "minLength": 1, "maxLength": 200}

    def parse(self, text: str) -> str:
        if not text or len(text) > 200:
            raise Refused("A text of 1 to 200 characters is expected.")
        return text


class DayFilter(Filter, Day):
    """A day, compared as the lookup says."""


class FlagFilter(Filter, Flag):
    """true or false, compared with a column."""

    schema = {"type": "boolean"}


class ChoiceFilter(Filter, Names):
    """Values of an enum, separated by commas: a row that has any of them passes."""

    def __init__(self, choices: type[models.TextChoices], lookup: str, description: str) -> None:
        Names.__init__(self, choices.values, description)
        self.by = f"{lookup}__in"


class SlugFilter(Filter):
    """Slugs of a model, separated by commas: a row that has any of them passes. Renamed slugs are followed."""

    schema = {"type": "array", "items": {"type": "string"}}

    def __init__(self, model: type[models.Model], lookup: str, description: str) -> None:
        super().__init__(f"{lookup}__in", description)
        self.model = model

    def parse(self, text: str) -> list[str]:
        return _values(text)


class AnySlugFilter(SlugFilter):
    """The same through a relation to many: a row that several of its related rows match still comes once."""

    def narrow(self, queryset: models.QuerySet, value: list[int]) -> models.QuerySet:
        matching = queryset.model._default_manager.filter(**{str(self.by): value})
        return queryset.filter(pk__in=matching.values("pk"))


class EachSlugFilter(SlugFilter):
    """Slugs all of which a method of the queryset takes; given several times or separated by commas."""

    repeatable = True

    def __init__(self, model: type[models.Model], by: Callable[[Any, Any], models.QuerySet], description: str) -> None:
        super().__init__(model, "", description)
        self.by = by


def date_filters(earliest: str, latest: str, what: str) -> dict[str, Filter]:
    """The date filters that every dated resource has: by the latest day possible, or by overlap."""
    return {
        "date_from": DayFilter(f"{latest}__gte", f"{what} on or after this day, going by the latest day possible."),
        "date_to": DayFilter(f"{latest}__lte", f"{what} on or before this day, going by the latest day possible."),
        "possible_from": DayFilter(f"{latest}__gte", f"{what} possibly on or after this day: its interval overlaps."),
        "possible_to": DayFilter(f"{earliest}__lte", f"{what} possibly on or before this day: its interval overlaps."),
    }


def _known(name: str, known: list[str]) -> str:
    if name not in known:
        raise Refused(f"“{name[:40]}” is not one of {', '.join(known)}.", nearest(name, known))
    return name


def _values(text: str) -> list[str]:
    values = list(dict.fromkeys(text.split(",")))
    if len(values) > MOST_VALUES:
        raise Refused(f"At most {MOST_VALUES} values are taken.")
    if "" in values:
        raise Refused("A value is empty: name one, or leave the parameter out.")
    return values


def parse(query: QueryDict, known: Mapping[str, Parameter]) -> dict[str, Any]:
    """The values of the parameters that a request gives. Raises InvalidParameters with every error at once."""
    parsed: dict[str, Any] = {}
    errors = []
    for name, texts in query.lists():
        if name not in known:
            errors.append(_error(name, f"There is no parameter “{name[:40]}”.", nearest(name, known)))
        elif len(texts) > 1 and not known[name].repeatable:
            several = ", its values separated by commas" if known[name].schema["type"] == "array" else ""
            errors.append(_error(name, f"“{name}” is given {len(texts)} times: give it once{several}."))
        else:
            try:
                parsed[name] = known[name].parse(",".join(texts))
            except Refused as refused:
                errors.append(_error(name, f"{name}: {refused.detail}", refused.suggestion))
    if errors:
        raise InvalidParameters(errors)
    return parsed


def look_up(parsed: dict[str, Any], known: Mapping[str, Parameter]) -> dict[str, Any]:
    """The same values with ids in place of slugs, in one query. Raises InvalidParameters for slugs that never were."""
    wanted = {name: filter.model for name, filter in known.items() if isinstance(filter, SlugFilter) and name in parsed}
    kinds = {name: str(model._meta.model_name) for name, model in wanted.items()}
    if not wanted:
        return parsed
    condition = models.Q()
    for name in wanted:
        condition |= models.Q(kind=kinds[name], slug__in=parsed[name])
    found = {
        (kind, slug): pk for kind, slug, pk in Slug.objects.filter(condition).values_list("kind", "slug", "object_id")
    }
    errors = [
        _error(name, f"{name}: there is no {model._meta.verbose_name} “{slug[:100]}”.", nearest_slug(slug, model))
        for name, model in wanted.items()
        for slug in parsed[name]
        if (kinds[name], slug) not in found
    ]
    if errors:
        raise InvalidParameters(errors)
    return parsed | {name: [found[kinds[name], slug] for slug in parsed[name]] for name in wanted}


def _error(name: str, detail: str, suggestion: str | None = None) -> dict[str, str]:
    if suggestion:
        return {"parameter": name, "detail": f"{detail} Did you mean “{suggestion}”?", "suggestion": suggestion}
    return {"parameter": name, "detail": detail}
