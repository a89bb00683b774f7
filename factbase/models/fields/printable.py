"""Characters that texts must not contain, because some output format cannot represent them."""

import re

UNPRINTABLE = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]"
"""A regular expression for control characters, surrogates and noncharacters.

XML 1.0 (section 2.2) and iCalendar (RFC 5545, section 3.1) cannot represent all of them.
"""

_UNPRINTABLE = re.compile(UNPRINTABLE)


def printable(text: str) -> str:
    """Return the text with each unprintable character replaced by U+FFFD."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
