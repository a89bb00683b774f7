"""How text is read where a field has a number or yes/no. YAML values reach the schema as text."""

import re
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator


def read_whole(value: object) -> int:
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,18}", value):
        return int(value)
    raise ValueError("is not a whole number, such as 12")


def read_number(value: object) -> Decimal:
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,30}(\.[0-9]{1,30})?", value):
        return Decimal(value)
    raise ValueError("is not a number, such as 19 or 19.5")


def read_truth(value: object) -> bool:
    if value in ("true", "false"):
        return value == "true"
    raise ValueError("is not true or false")


ReadWhole = BeforeValidator(read_whole)
Whole = Annotated[int, ReadWhole]
Number = Annotated[Decimal, BeforeValidator(read_number)]
Truth = Annotated[bool, BeforeValidator(read_truth)]
Reference = str
"""The slug of another entry; the model's foreign key says of which kind."""
