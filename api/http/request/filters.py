"""Filters: query parameters that narrow a list."""

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
    """A parameter that narrows a queryset: `by` a lookup, or a method of the queryset that takes the value."""

    field: type[models.Field] = models.TextField
    """The type of its value in SQL."""

    def __init__(self, by: str | Callable[[Any, Any], models.QuerySet], description: str) -> None:
        super().__init__(description)
        self.by = by

    def open(self, name: str, length: int) -> ParamExpr | ParamList:
        """The place that a statement leaves open for the value, or the values, of a parameter of this name."""
        return ParamExpr(Param(name), self.field())

    def narrow(self, queryset: models.QuerySet, given: Any) -> models.QuerySet:
        """The rows that pass; `given` is what `open` gave."""
        return queryset.filter(**{self.by: given}) if isinstance(self.by, str) else self.by(queryset, given)


class TextFilter(Filter):
    """A text, compared as the lookup says."""

    schema = {"type": "string", "minLength": 1, "maxLength": 200}

    def parse(self, text: str) -> str:
        if not text or len(text) > 200:
            raise InvalidValue("A text of 1 to 200 characters is expected.")
        return text


class CountryFilter(Filter):
    """A country, by its ISO 3166-1 alpha-2 code."""

    schema = {"type": "string", "pattern": "^[A-Za-z]{2}$", "examples": ["UA"]}

    def parse(self, text: str) -> str:
        if not re.fullmatch(r"[A-Za-z]{2}", text):
            raise InvalidValue(f"“{text[:40]}” is no code of a country: write two letters, as UA.")
        return text.upper()


class LanguageFilter(Filter):
    """A language, as a BCP 47 tag."""

    schema = {"type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "examples": ["uk"]}

    def parse(self, text: str) -> str:
        if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", text):
            raise InvalidValue(f"“{text[:40]}” is no tag of a language: write it as uk, or as zh-Hant.")
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

    def open(self, name: str, length: int) -> ParamList:
        return ParamList(name, length, models.TextField())

    def narrow(self, queryset: models.QuerySet, given: ParamList) -> models.QuerySet:
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
        return values_of(text)

    def open(self, name: str, length: int) -> ParamList:
        return ParamList(name, length, models.TextField())

    def narrow(self, queryset: models.QuerySet, given: ParamList) -> models.QuerySet:
        if given.length == 1:  # one id, compared with =, can be looked up in an index that has the order as well
            return queryset.filter(**{str(self.by): Subquery(self.ids(given.equal("slug")))})
        return queryset.filter(**{f"{self.by}__in": self.ids(given.equal("slug"))})

    def ids(self, named: Any) -> models.QuerySet:
        """The ids of what bears, or bore, a slug that fits the condition."""
        return Slug.objects.filter(named, kind=self.kind).values("object_id")


class AnySlugFilter(SlugFilter):
    """The same through a relation to many: a row that several of its related rows match still comes once."""

    def narrow(self, queryset: models.QuerySet, given: ParamList) -> models.QuerySet:
        matching = super().narrow(queryset.model._default_manager.all(), given)
        return queryset.filter(pk__in=matching.values("pk"))


class EachSlugFilter(SlugFilter):
    """Slugs all of which a method of the queryset takes."""

    def __init__(self, model: type[models.Model], by: Callable[[Any, Any], models.QuerySet], description: str) -> None:
        super().__init__(model, "", description)
        self.by = by

    def narrow(self, queryset: models.QuerySet, given: ParamList) -> models.QuerySet:
        return cast(Callable, self.by)(queryset, [Subquery(self.ids(models.Q(slug=slug))) for slug in given.each()])


def date_filters(earliest: str, latest: str, what: str) -> dict[str, Filter]:
    """The date filters that every dated resource has: by the latest day possible, or by overlap."""
    return {
        "date_from": DayFilter(f"{latest}__gte", f"{what} on or after this day, going by the latest day possible."),
        "date_to": DayFilter(f"{latest}__lte", f"{what} on or before this day, going by the latest day possible."),
        "possible_from": DayFilter(f"{latest}__gte", f"{what} possibly on or after this day: its interval overlaps."),
        "possible_to": DayFilter(f"{earliest}__lte", f"{what} possibly on or before this day: its interval overlaps."),
    }


def refuse_unknown(parsed: Mapping[str, Any], known: Mapping[str, Parameter]) -> None:
    """Raise InvalidParameters, with the nearest, for slugs that nothing bore by now; those that came later are none."""
    errors = []
    for name, narrowing in known.items():
        if isinstance(narrowing, SlugFilter) and name in parsed:
            there = _ever(narrowing.kind, parsed[name])
            for slug in parsed[name]:
                if slug not in there:
                    detail = f"{name}: there is no {narrowing.model._meta.verbose_name} “{slug[:100]}”."
                    errors.append(error_of(name, detail, nearest_slug(slug, narrowing.model)))
    if errors:
        raise InvalidParameters(errors)


def _ever(kind: str, slugs: list[str]) -> set[str]:
    """Those of the slugs that are in the register by now, whatever revision is read: it only grows."""
    with connections[reading()].cursor() as cursor:
        cursor.execute(
            f"SELECT slug FROM public.{Slug._meta.db_table} WHERE kind = %s AND slug = ANY(%s)", [kind, slugs]
        )
        return {slug for (slug,) in cursor.fetchall()}
