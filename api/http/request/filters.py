"""Query parameters that filter a list."""

import re
from collections.abc import Callable, Mapping
from typing import Any, cast

from django.db import connections, models
from django.db.models import Subquery

from api.http.problems import InvalidParameters
from api.http.sql.placeholders import Param, ParamExpr, ParamList
from factbase.history.snapshot import reading
from factbase.models import Slug

from .parameters import Day, Flag, InvalidValue, Names, Parameter, error_of, values_of
from .suggestions import nearest_slug


class Filter(Parameter):
    """A parameter that filters a queryset: `by` is a lookup, or a queryset method that takes the value."""

    field: type[models.Field] = models.TextField
    """The type of the value in SQL."""

    def __init__(self, by: str | Callable[[Any, Any], models.QuerySet], description: str) -> None:
        super().__init__(description)
        self.by = by

    def open(self, name: str, length: int) -> ParamExpr | ParamList:
        """Return the placeholder for the value of the parameter of this name, or for its `length` values."""
        return ParamExpr(Param(name), self.field())

    def narrow(self, queryset: models.QuerySet, value: Any) -> models.QuerySet:
        """Return the rows that match `value`, the placeholder from `open`."""
        return queryset.filter(**{self.by: value}) if isinstance(self.by, str) else self.by(queryset, value)


class TextFilter(Filter):
    """A text, compared by the lookup."""

    schema = {"type": "string", "minLength": 1, "maxLength": 200}

    def parse(self, text: str) -> str:
        if not text or len(text) > 200:
            raise InvalidValue("The text must have 1 to 200 characters.")
        return text


class CountryFilter(Filter):
    """A country, as an ISO 3166-1 alpha-2 code."""

    schema = {"type": "string", "pattern": "^[A-Za-z]{2}$", "examples": ["UA"]}

    def parse(self, text: str) -> str:
        if not re.fullmatch(r"[A-Za-z]{2}", text):
            raise InvalidValue(f"“{text[:40]}” is not a country code. Write two letters, such as UA.")
        return text.upper()


class LanguageFilter(Filter):
    """A language, as a BCP 47 tag."""

    schema = {"type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "examples": ["uk"]}

    def parse(self, text: str) -> str:
        if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", text):
            raise InvalidValue(f"“{text[:40]}” is not a language tag. Write it as uk or zh-Hant.")
        language, *subtags = text.split("-")  # in the case that RFC 5646, section 2.1.1 recommends
        recommended = {2: str.upper, 4: str.title}
        return "-".join([language.lower(), *(recommended.get(len(tag), str.lower)(tag) for tag in subtags)])


class DayFilter(Filter, Day):
    """A day, compared by the lookup."""

    field = models.DateField


class FlagFilter(Filter, Flag):
    """A boolean, compared with a column."""

    schema = {"type": "boolean"}
    field = models.BooleanField


class ChoiceFilter(Filter, Names):
    """Values of an enum, separated by commas: rows with any of them match."""

    def __init__(self, choices: type[models.TextChoices], lookup: str, description: str) -> None:
        Names.__init__(self, choices.values, description)
        self.by = lookup

    def open(self, name: str, length: int) -> ParamList:
        return ParamList(name, length, models.TextField())

    def narrow(self, queryset: models.QuerySet, value: ParamList) -> models.QuerySet:
        return queryset.filter(value.equal(str(self.by)))


class SlugFilter(Filter):
    """Slugs of a model, separated by commas: rows with any of them match. Former slugs of a record count too."""

    schema = {"type": "array", "items": {"type": "string"}}

    def __init__(self, model: type[models.Model], lookup: str, description: str) -> None:
        super().__init__(lookup, description)
        self.model = model

    @property
    def kind(self) -> str:
        """The model's name in the table of slugs."""
        return str(self.model._meta.model_name)

    def parse(self, text: str) -> list[str]:
        return values_of(text)

    def open(self, name: str, length: int) -> ParamList:
        return ParamList(name, length, models.TextField())

    def narrow(self, queryset: models.QuerySet, value: ParamList) -> models.QuerySet:
        if value.length == 1:  # with = instead of IN, an index can give the rows in the list's order
            return queryset.filter(**{str(self.by): Subquery(self.ids(value.equal("slug")))})
        return queryset.filter(**{f"{self.by}__in": self.ids(value.equal("slug"))})

    def ids(self, condition: Any) -> models.QuerySet:
        """Return the ids of records whose present or former slug meets the condition."""
        return Slug.objects.filter(condition, kind=self.kind).values("object_id")


class OneSlugFilter(SlugFilter):
    """One slug of a model, which must be given. A renamed slug is followed."""

    required = True

    def __init__(self, model: type[models.Model], example: str, description: str) -> None:
        super().__init__(model, "", description)
        self.schema = {"type": "string", "examples": [example]}

    def parse(self, text: str) -> list[str]:
        if not text or "," in text:
            raise InvalidValue("One slug is expected.")
        return [text]


class AnySlugFilter(SlugFilter):
    """A slug filter through a to-many relation: a row comes once, even if several of its related rows match."""

    def narrow(self, queryset: models.QuerySet, value: ParamList) -> models.QuerySet:
        matching = super().narrow(queryset.model._default_manager.all(), value)
        return queryset.filter(pk__in=matching.values("pk"))


class EachSlugFilter(SlugFilter):
    """A slug filter for a queryset method that takes all the ids at once."""

    def __init__(self, model: type[models.Model], by: Callable[[Any, Any], models.QuerySet], description: str) -> None:
        super().__init__(model, "", description)
        self.by = by

    def narrow(self, queryset: models.QuerySet, value: ParamList) -> models.QuerySet:
        return cast(Callable, self.by)(queryset, [Subquery(self.ids(models.Q(slug=slug))) for slug in value.each()])


def date_filters(earliest: str, latest: str, what: str) -> dict[str, Filter]:
    """Return the date filters of a dated resource: by the latest possible day, or by overlap."""
    by_latest, overlap = "by the latest possible day", "the interval of possible days overlaps"
    return {
        "date_from": DayFilter(f"{latest}__gte", f"{what} on or after this day, {by_latest}."),
        "date_to": DayFilter(f"{latest}__lte", f"{what} on or before this day, {by_latest}."),
        "possible_from": DayFilter(f"{latest}__gte", f"{what} possibly on or after this day: {overlap}."),
        "possible_to": DayFilter(f"{earliest}__lte", f"{what} possibly on or before this day: {overlap}."),
    }


def refuse_unknown(parsed: Mapping[str, Any], known: Mapping[str, Parameter]) -> None:
    """Raise InvalidParameters, with the nearest slugs, for slugs that no record has or had.

    A slug that is newer than the revision read is no error.
    """
    errors = []
    for name, filter_ in known.items():
        if isinstance(filter_, SlugFilter) and name in parsed:
            used = _used_slugs(filter_.kind, parsed[name])
            for slug in parsed[name]:
                if slug not in used:
                    detail = f"{name}: there is no {filter_.model._meta.verbose_name} “{slug[:100]}”."
                    errors.append(error_of(name, detail, nearest_slug(slug, filter_.model)))
    if errors:
        raise InvalidParameters(errors)


def _used_slugs(kind: str, slugs: list[str]) -> set[str]:
    """Return the slugs that are in the table of slugs now, whatever revision is read: it only grows."""
    with connections[reading()].cursor() as cursor:
        cursor.execute(
            f"SELECT slug FROM public.{Slug._meta.db_table} WHERE kind = %s AND slug = ANY(%s)", [kind, slugs]
        )
        return {slug for (slug,) in cursor.fetchall()}
