"""Query parameters: strict parsing, with errors that name the parameter and the nearest valid value.

`parse` checks all that needs no database (names, dates, numbers). The query that reads the response checks slugs
(filters.py).
"""

import datetime
import functools
import math
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote_plus

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.utils.dateparse import parse_datetime

from api.http.problems import InvalidParameters
from factbase.models.release import TAG_SHAPE

from .suggestions import nearest

MOST_VALUES = 50
"""The maximum number of values of one parameter."""

UNESCAPED = "!$%&'()*+,/:;=?@[]~"
"""The characters that a query string may contain (RFC 3986, section 3.4), and the brackets that many clients send."""


class InvalidValue(Exception):
    """A wrong value of a parameter: the reason, and the nearest valid value, if any."""

    def __init__(self, detail: str, suggestion: str | None = None) -> None:
        super().__init__(detail)
        self.detail, self.suggestion = detail, suggestion


class Parameter:
    """One query parameter. `schema` is its OpenAPI schema; an array's values are separated by commas or repeated."""

    schema: dict[str, Any] = {"type": "string"}
    required = False

    def __init__(self, description: str) -> None:
        self.description = description

    def parse(self, text: str) -> Any:
        """Return the value of a text. Raises InvalidValue."""
        return text


class Cursor(Parameter):
    """The start of a page, from a link to it."""


class Number(Parameter):
    """A whole number between two bounds, which are included."""

    def __init__(self, least: int, most: int, default: int, description: str) -> None:
        super().__init__(description)
        self.least, self.most = least, most
        self.schema = {"type": "integer", "minimum": least, "maximum": most, "default": default}

    def parse(self, text: str) -> int:
        if not re.fullmatch(r"\d{1,9}", text, re.ASCII) or not self.least <= int(text) <= self.most:
            raise InvalidValue(f"“{text[:40]}” is not a whole number from {self.least} to {self.most}.")
        return int(text)


class Flag(Parameter):
    """A boolean, written true or false."""

    schema = {"type": "boolean", "default": False}

    def parse(self, text: str) -> bool:
        if text not in ("true", "false"):
            raise InvalidValue(f"“{text[:40]}” is neither true nor false.")
        return text == "true"


class Day(Parameter):
    """A day in ISO 8601: 2025-12-03."""

    schema = {"type": "string", "format": "date"}

    def parse(self, text: str) -> datetime.date:
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
                return datetime.date.fromisoformat(text)
        except ValueError:
            pass
        raise InvalidValue(f"“{text[:40]}” is not a date. Write it as 2025-12-03.")


class AsOf(Parameter):
    """A revision number, a time with an offset from UTC (ISO 8601), or the tag of a release."""

    def parse(self, text: str) -> int | str | datetime.datetime:
        if re.fullmatch(r"\d{1,18}", text, re.ASCII):
            return int(text)
        try:
            moment = parse_datetime(text.replace(" ", "+"))  # an unescaped + arrives as a space
            if moment is not None and moment.tzinfo is not None:
                return moment.astimezone(datetime.UTC)
        except OverflowError:
            raise InvalidValue(f"“{text[:40]}” is not in the years 1 to 9999 in UTC.") from None
        except ValueError:
            pass
        if re.fullmatch(TAG_SHAPE, text) and len(text) <= 50:
            return text
        raise InvalidValue(
            f"“{text[:40]}” is neither a revision number nor a time nor a release. "
            "Write a number (17), a time with an offset (2026-01-31T12:00:00Z), or a tag from releases/."
        )


class Names(Parameter):
    """Names from a known list, separated by commas."""

    def __init__(self, known: list[str], description: str) -> None:
        super().__init__(description)
        self.known = known
        self.schema = {"type": "array", "items": {"type": "string", "enum": known}}

    def parse(self, text: str) -> list[str]:
        return [_check_known(name, self.known) for name in values_of(text)]


class OneOf(Parameter):
    """One name from a known list; the first is the default."""

    def __init__(self, known: list[str], description: str) -> None:
        super().__init__(description)
        self.known = known
        self.schema = {"type": "string", "enum": known, "default": known[0]}

    def parse(self, text: str) -> str:
        return _check_known(text, self.known)


class RequiredName(OneOf):
    """One name from a known list, which must be given."""

    required = True

    def __init__(self, known: list[str], description: str) -> None:
        super().__init__(known, description)
        self.schema = {"type": "string", "enum": known}


def _check_known(name: str, known: list[str]) -> str:
    if name not in known:
        raise InvalidValue(f"“{name[:40]}” is not one of {', '.join(filter(None, known))}.", nearest(name, known))
    return name


def values_of(text: str) -> list[str]:
    """Split a text at its commas and drop repeated values. Raises InvalidValue."""
    values = list(dict.fromkeys(text.split(",")))
    if len(values) > MOST_VALUES:
        raise InvalidValue(f"At most {MOST_VALUES} values are allowed.")
    if "" in values:
        raise InvalidValue("A value is empty. Give a value or leave the parameter out.")
    return values


@functools.lru_cache(maxsize=128)  # each response has two links, and queries repeat
def split_query(query: str) -> tuple[tuple[str, str], ...]:
    """Return the pairs of a query string with their names, escaped; decoded as Django does: UTF-8 or else Latin-1."""
    sent = query.encode("latin-1")  # WSGI strings hold bytes
    try:
        escaped = quote(sent.decode(), safe=UNESCAPED)
    except UnicodeDecodeError:
        escaped = quote(sent.decode("latin-1"), safe=UNESCAPED)
    return tuple((unquote_plus(pair.partition("=")[0]), pair) for pair in escaped.split("&") if pair)


def split_values(query: str) -> dict[str, list[str]]:
    """Return the texts of each parameter in a query string. Raises TooManyFieldsSent, as Django does."""
    values: dict[str, list[str]] = {}
    if query.count("&") >= (settings.DATA_UPLOAD_MAX_NUMBER_FIELDS or math.inf):
        raise TooManyFieldsSent("The query string has too many parameters.")
    for name, pair in split_query(query):
        values.setdefault(name, []).append(unquote_plus(pair.partition("=")[2]))
    return values


def parse(query: Mapping[str, list[str]], known: Mapping[str, Parameter]) -> dict[str, Any]:
    """Return the values of a request's parameters by name. Raises InvalidParameters with all errors at once."""
    parsed: dict[str, Any] = {}
    errors = []
    for name, texts in query.items():
        if name == "as_of" and name not in known:
            detail = f"{name} is not available here: this content is the same at every revision. Leave it out."
            raise InvalidParameters([error_of(name, detail)])
        if name not in known:
            errors.append(error_of(name, f"There is no parameter “{name[:40]}”.", nearest(name, known)))
        elif len(texts) > 1 and known[name].schema["type"] != "array":
            errors.append(error_of(name, f"“{name}” is given {len(texts)} times. Give it once."))
        else:
            try:
                parsed[name] = known[name].parse(",".join(texts))
            except InvalidValue as error:
                errors.append(error_of(name, f"{name}: {error.detail}", error.suggestion))
    for name, parameter in known.items():
        if parameter.required and name not in query:
            errors.append(error_of(name, f"“{name}” is missing. {parameter.description}"))
    for name in parsed:
        end = f"{name.removesuffix('from')}to"
        if name.endswith("_from") and end in parsed and parsed[name] > parsed[end]:
            errors.append(error_of(name, f"{name}: {parsed[name]} is after {end} ({parsed[end]})."))
    if errors:
        raise InvalidParameters(errors)
    return parsed


def error_of(name: str, detail: str, suggestion: str | None = None) -> dict[str, str]:
    """Return an error of a parameter, as `InvalidParameters` takes it."""
    if suggestion:
        return {"parameter": name, "detail": f"{detail} Did you mean “{suggestion}”?", "suggestion": suggestion}
    return {"parameter": name, "detail": detail}
