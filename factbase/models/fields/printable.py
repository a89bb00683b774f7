"""Which characters a text may have if every format is to hold it."""

UNPRINTABLE = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]"
"""A regular expression: control characters, and what is no character. Neither XML 1.0 (section 2.2) nor iCalendar
(RFC 5545, section 3.1) can write them all."""
