"""Text for formats that cannot hold every Unicode character."""

import re

from factbase.models.fields.printable import UNPRINTABLE

_UNPRINTABLE = re.compile(UNPRINTABLE)


def printable(text: str) -> str:
    """Return the text with each unprintable character replaced by U+FFFD."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
