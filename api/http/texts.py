"""Text in formats that cannot hold every character that a fact may have."""

import re

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Control characters, and what is no character: neither XML 1.0 (section 2.2) nor iCalendar (RFC 5545, section 3.1)
can write them all."""


def printable(text: str) -> str:
    """The text with the sign for what cannot be shown in the place of each such character."""
    return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
