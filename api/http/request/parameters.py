"""Query parameters: read strictly, each with a description, errors that name the parameter and the nearest valid value.

They are judged in two steps. What can be judged without the base (names, dates, numbers) is judged first, by `parse`;
slugs are looked up by the statement that reads the answer (filters.py).
"""

import datetime
import functools
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, quote_plus, unquote_plus

from django.http import HttpRequest, QueryDict
from django.utils.dateparse import parse_datetime

from api.http.problems import InvalidParameters
from factbase.models.release import TAG_SHAPE

from .suggestions import nearest

MOST_VALUES = 50
"""How many values one filter takes at the most."""

MAY_STAND = "!$%&'()*+,/:;=?@[]~"
"""What may stand in a query as it is (RFC 3986, section 3.4), and the brackets that many send."""


class InvalidValue(Exception):
    """A value that a parameter does not take: why, and the nearest one that it does."""

    def __init__(self, detail: str, suggestion: str | None = None) -> None:
        super().__init__(detail)
        self.detail, self.suggestion = detail, suggestion


class Parameter:
    """One query parameter. `schema` describes its value in OpenAPI: an array is given as several values, separated by
    commas, or several times. Those that are `required` must be given."""

    schema: dict[str, Any] = {"type": "string"}
    required = False

    def __init__(self, description: str) -> None:
        self.description = description

    def parse(self, text: str) -> Any:
        """The value that a text stands for. Raises InvalidValue."""
        return text


class Number(Parameter):
    """A whole number within bounds."""

    def __init__(self, least: int, most: int, default: int, description: str) -> None:
        super().__init__(description)
        self.least, self.most = least, most
        self.schema = {"type": "integer", "minimum": least, "maximum": most, "default": default}

    def parse(self, text: str) -> int:
        if not re.fullmatch(r"\d{1,9}", text, re.ASCII) or not self.least <= int(text) <= self.most:
            raise InvalidValue(f"“{text[:40]}” is not a whole number from {self.least} to {self.most}.")
        return int(text)


class Flag(Parameter):
    """true or false."""

    schema = {"type": "boolean", "default": False}

    def parse(self, text: str) -> bool:
        if text not in ("true", "false"):
            raise InvalidValue(f"“{text[:40]}” is neither true nor false: write one of them.")
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
        raise InvalidValue(f"“{text[:40]}” is not a date: write it as 2025-12-03.")


class AsOf(Parameter):
    """A revision number, a moment with its offset from UTC (ISO 8601), or the tag of a release."""

    def parse(self, text: str) -> int | str | datetime.datetime:
        if re.fullmatch(r"\d{1,18}", text, re.ASCII):
            return int(text)
        try:
            moment = parse_datetime(text.replace(" ", "+"))  # an unescaped + arrives as a space
            if moment is not None and moment.tzinfo is not None:
                return moment.astimezone(datetime.UTC)
        except OverflowError:
            raise InvalidValue(f"“{text[:40]}” is not within the years 1 to 9999 of UTC.") from None
        except ValueError:
            pass
        if re.fullmatch(TAG_SHAPE, text) and len(text) <= 50:
            return text
        raise InvalidValue(
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
        return [_known(name, self.known) for name in values_of(text)]


class OneOf(Parameter):
    """One name out of a known list; the first is the default."""

    def __init__(self, known: list[str], description: str) -> None:
        super().__init__(description)
        self.known = known
        self.schema = {"type": "string", "enum": known, "default": known[0]}

    def parse(self, text: str) -> str:
        return _known(text, self.known)


def _known(name: str, known: list[str]) -> str:
    if name not in known:
        raise InvalidValue(f"“{name[:40]}” is not one of {', '.join(filter(None, known))}.", nearest(name, known))
    return name


def values_of(text: str) -> list[str]:
    """The values in a text, separated by commas. Raises InvalidValue."""
    values = list(dict.fromkeys(text.split(",")))
    if len(values) > MOST_VALUES:
        raise InvalidValue(f"At most {MOST_VALUES} values are taken.")
    if "" in values:
        raise InvalidValue("A value is empty: name one, or leave the parameter out.")
    return values


def set_query_params(request: HttpRequest, **values: str) -> None:
    """Put parameters into a request, as if its URL had them: links in the answer lead to the same."""
    query = request.GET.copy()
    for name, value in values.items():
        query[name] = value
    request.META["QUERY_STRING"] = query.urlencode(safe=",")
    request.GET = query  # type: ignore[assignment]  # Django's stubs want one that cannot be changed


def url_with(request: HttpRequest, **values: str | None) -> str:
    """The URL of a request with other values of some parameters; None leaves one out. The rest stays as it was sent."""
    pairs = [pair for name, pair in _sent(request.META.get("QUERY_STRING", "")) if name not in values]
    pairs += [f"{name}={quote_plus(text)}" for name, text in values.items() if text is not None]
    query = "&".join(pairs)
    return request.build_absolute_uri(f"{request.path}?{query}" if query else request.path)


@functools.lru_cache(maxsize=128)  # each answer has two addresses, and the same questions come back
def _sent(query: str) -> tuple[tuple[str, str], ...]:
    """The parameters of a query string, each by its name, with all escaped that must be: read as Django reads it, in
    UTF-8 or else in Latin-1."""
    sent = query.encode("latin-1")  # bytes, as WSGI has them
    try:
        escaped = quote(sent.decode(), safe=MAY_STAND)
    except UnicodeDecodeError:
        escaped = quote(sent.decode("latin-1"), safe=MAY_STAND)
    return tuple((unquote_plus(pair.partition("=")[0]), pair) for pair in escaped.split("&") if pair)


def join_repeated_params(request: HttpRequest) -> None:
    """Put what a request gives several times, as generated clients do with lists, into one list with commas."""
    repeated = {name: ",".join(texts) for name, texts in request.GET.lists() if len(texts) > 1}
    if repeated:
        set_query_params(request, **repeated)


def parse(query: QueryDict, known: Mapping[str, Parameter]) -> dict[str, Any]:
    """The values of the parameters that a request gives. Raises InvalidParameters with every error at once."""
    parsed: dict[str, Any] = {}
    errors = []
    for name, texts in query.lists():
        if name not in known:
            errors.append(error_of(name, f"There is no parameter “{name[:40]}”.", nearest(name, known)))
        elif len(texts) > 1 and known[name].schema["type"] != "array":
            errors.append(error_of(name, f"“{name}” is given {len(texts)} times: give it once."))
        else:
            try:
                parsed[name] = known[name].parse(",".join(texts))
            except InvalidValue as refused:
                errors.append(error_of(name, f"{name}: {refused.detail}", refused.suggestion))
    for name, parameter in known.items():
        if parameter.required and name not in query:
            errors.append(error_of(name, f"“{name}” is missing. {parameter.description}"))
    for name in parsed:
        until = f"{name.removesuffix('from')}to"
        if name.endswith("_from") and until in parsed and parsed[name] > parsed[until]:
            errors.append(error_of(name, f"{name}: {parsed[name]} is after {until}: the earlier day comes first."))
    if errors:
        raise InvalidParameters(errors)
    return parsed


def error_of(name: str, detail: str, suggestion: str | None = None) -> dict[str, str]:
    """What is wrong with one parameter, as a problem tells it."""
    if suggestion:
        return {"parameter": name, "detail": f"{detail} Did you mean “{suggestion}”?", "suggestion": suggestion}
    return {"parameter": name, "detail": detail}
