"""Query parameters: read strictly, each with a description, errors that name the parameter and the nearest valid value.

They are judged in two steps. What can be judged without the base (names, dates, numbers) is judged first, by `parse`;
slugs are looked up by the statement that reads the answer, and those that never were refused by `refuse_unknown`.
"""

import datetime
import re
from collections.abc import Callable, Mapping
from typing import Any, cast

from django.db import connections, models
from django.db.models import Subquery
from django.http import HttpRequest, QueryDict
from django.utils.dateparse import parse_datetime

from factbase.history.snapshot import reading
from factbase.models import Slug
from factbase.models.release import TAG_SHAPE

from .binding import Given, GivenList, Slot
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
    """A revision number, a moment with its offset from UTC (ISO 8601), or the tag of a release."""

    def parse(self, text: str) -> int | str | datetime.datetime:
        if re.fullmatch(r"\d{1,18}", text, re.ASCII):
            return int(text)
        try:
            moment = parse_datetime(text.replace(" ", "+"))  # an unescaped + arrives as a space
        except ValueError:
            moment = None
        if moment is not None and moment.tzinfo is not None:
            return moment
        if re.fullmatch(TAG_SHAPE, text) and len(text) <= 50:
            return text
        raise Refused(
            f"“{text[:40]}” is neither a revision number nor a time nor a release: "
            "write 17, or 2026-01-31T12:00:00Z with its offset, or a tag that releases/ lists."
        )


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

    field: type[models.Field] = models.TextField
    """The type of its value in SQL."""

    def __init__(self, by: str | Callable[[Any, Any], models.QuerySet], description: str) -> None:
        super().__init__(description)
        self.by = by

    def open(self, name: str, length: int) -> Given | GivenList:
        """The place that a statement leaves open for the value, or the values, of a parameter of this name."""
        return Given(Slot(name), self.field())

    def narrow(self, queryset: models.QuerySet, given: Any) -> models.QuerySet:
        """The rows that pass; `given` is what `open` gave."""
        return queryset.filter(**{self.by: given}) if isinstance(self.by, str) else self.by(queryset, given)


class TextFilter(Filter):
    """A text, compared as the lookup says."""

    schema = {"type": "string", "minLength": 1, "maxLength": 200}

    def parse(self, text: str) -> str:
        if not text or len(text) > 200:
            raise Refused("A text of 1 to 200 characters is expected.")
        return text


class CountryFilter(Filter):
    """A country, by its ISO 3166-1 alpha-2 code."""

    schema = {"type": "string", "pattern": "^[A-Za-z]{2}$"}

    def parse(self, text: str) -> str:
        if not re.fullmatch(r"[A-Za-z]{2}", text):
            raise Refused(f"“{text[:40]}” is no code of a country: write two letters, as UA.")
        return text.upper()


class LanguageFilter(Filter):
    """A language, as a BCP 47 tag."""

    schema = {"type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"}

    def parse(self, text: str) -> str:
        if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", text):
            raise Refused(f"“{text[:40]}” is no tag of a language: write it as uk, or as zh-Hant.")
        language, *subtags = text.split("-")  # in the case that RFC 5646, section 2.1.1 recommends
        recommended = {2: str.upper, 4: str.title}
        return "-".join([language.lower(), *(recommended.get(len(tag), str.lower)(tag) for tag in subtags)])


class DayFilter(Filter, Day):
    """A day, compared as the lookup says."""

    field = models.DateField


class FlagFilter(Filter, Flag):
    """true or false, compared with a column."""

    schema = {"type": "boolean"}
    field = models.BooleanField


class ChoiceFilter(Filter, Names):
    """Values of an enum, separated by commas: a row that has any of them passes."""

    def __init__(self, choices: type[models.TextChoices], lookup: str, description: str) -> None:
        Names.__init__(self, choices.values, description)
        self.by = lookup

    def open(self, name: str, length: int) -> GivenList:
        return GivenList(name, length, models.TextField())

    def narrow(self, queryset: models.QuerySet, given: GivenList) -> models.QuerySet:
        return queryset.filter(given.equal(str(self.by)))


class SlugFilter(Filter):
    """Slugs of a model, separated by commas: a row that has any of them passes. Renamed slugs are followed."""

    schema = {"type": "array", "items": {"type": "string"}}

    def __init__(self, model: type[models.Model], lookup: str, description: str) -> None:
        super().__init__(lookup, description)
        self.model = model

    @property
    def kind(self) -> str:
        """As the register of slugs calls the model."""
        return str(self.model._meta.model_name)

    def parse(self, text: str) -> list[str]:
        return _values(text)

    def open(self, name: str, length: int) -> GivenList:
        return GivenList(name, length, models.TextField())

    def narrow(self, queryset: models.QuerySet, given: GivenList) -> models.QuerySet:
        if given.length == 1:  # one id, compared with =, can be looked up in an index that has the order as well
            return queryset.filter(**{str(self.by): Subquery(self.ids(given.equal("slug")))})
        return queryset.filter(**{f"{self.by}__in": self.ids(given.equal("slug"))})

    def ids(self, named: Any) -> models.QuerySet:
        """The ids of what bears, or bore, a slug that fits the condition."""
        return Slug.objects.filter(named, kind=self.kind).values("object_id")


class AnySlugFilter(SlugFilter):
    """The same through a relation to many: a row that several of its related rows match still comes once."""

    def narrow(self, queryset: models.QuerySet, given: GivenList) -> models.QuerySet:
        matching = super().narrow(queryset.model._default_manager.all(), given)
        return queryset.filter(pk__in=matching.values("pk"))


class EachSlugFilter(SlugFilter):
    """Slugs all of which a method of the queryset takes; given several times or separated by commas."""

    repeatable = True

    def __init__(self, model: type[models.Model], by: Callable[[Any, Any], models.QuerySet], description: str) -> None:
        super().__init__(model, "", description)
        self.by = by

    def narrow(self, queryset: models.QuerySet, given: GivenList) -> models.QuerySet:
        return cast(Callable, self.by)(queryset, [Subquery(self.ids(models.Q(slug=slug))) for slug in given.each()])


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


def ask_for(request: HttpRequest, **values: str) -> None:
    """Put parameters into a request, as if its URL had them: links in the answer lead to the same."""
    query = request.GET.copy()
    for name, value in values.items():
        query[name] = value
    request.META["QUERY_STRING"] = query.urlencode()
    request.GET = query  # type: ignore[assignment]  # Django's stubs want one that cannot be changed


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


def refuse_unknown(parsed: Mapping[str, Any], known: Mapping[str, Parameter]) -> None:
    """Raise InvalidParameters, with the nearest, for slugs that nothing bore by now; those that came later are none."""
    errors = []
    for name, narrowing in known.items():
        if isinstance(narrowing, SlugFilter) and name in parsed:
            there = _ever(narrowing.kind, parsed[name])
            for slug in parsed[name]:
                if slug not in there:
                    detail = f"{name}: there is no {narrowing.model._meta.verbose_name} “{slug[:100]}”."
                    errors.append(_error(name, detail, nearest_slug(slug, narrowing.model)))
    if errors:
        raise InvalidParameters(errors)


def _ever(kind: str, slugs: list[str]) -> set[str]:
    """Those of the slugs that are in the register by now, whatever revision is read: it only grows."""
    with connections[reading()].cursor() as cursor:
        cursor.execute(
            f"SELECT slug FROM public.{Slug._meta.db_table} WHERE kind = %s AND slug = ANY(%s)", [kind, slugs]
        )
        return {slug for (slug,) in cursor.fetchall()}


def _error(name: str, detail: str, suggestion: str | None = None) -> dict[str, str]:
    if suggestion:
        return {"parameter": name, "detail": f"{detail} Did you mean “{suggestion}”?", "suggestion": suggestion}
    return {"parameter": name, "detail": detail}
