"""Text in formats that cannot hold every character that a fact may have."""

import re

from factbase.models.fields.printable import UNPRINTABLE

_UNPRINTABLE = re.compile(UNPRINTABLE)


def printable(text: str) -> str:
    """The text with the sign for what cannot be shown in the place of each such character."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
