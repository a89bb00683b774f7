"""Field types that convert the text of YAML values to numbers and booleans."""

import re
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator


def read_integer(value: object) -> int:
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,18}", value):
        return int(value)
    raise ValueError("is not a whole number, such as 12")


def read_number(value: object) -> Decimal:
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,30}(\.[0-9]{1,30})?", value):
        return Decimal(value)
    raise ValueError("is not a number, such as 19 or 19.5")


def read_boolean(value: object) -> bool:
    if value in ("true", "false"):
        return value == "true"
    raise ValueError("is not true or false")


ReadInteger = BeforeValidator(read_integer)
Integer = Annotated[int, ReadInteger]
Number = Annotated[Decimal, BeforeValidator(read_number)]
Boolean = Annotated[bool, BeforeValidator(read_boolean)]
Reference = str
"""The slug of another entry, of the kind that the model's foreign key refers to."""
