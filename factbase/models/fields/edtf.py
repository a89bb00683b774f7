"""EDTF dates: dates as sources state them (ISO 8601-2:2019, levels 0 and 1), and the days that they allow.

Sources say "on Wednesday", "in 2008", or only imply "before publication". An EDTF string records just that. Columns
beside it have its strict earliest and latest day, so that the database can compare dates.
"""

import datetime
import functools
import re
import time
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.db import models

from factbase.models.base import known_values
from factbase.vocabulary import DateBasis

OPEN_START, OPEN_END = datetime.date.min, datetime.date.max

_DAY = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?"
EDTF_SHAPE = rf"^({_DAY}|{_DAY}/({_DAY}|\.\.)|\.\./{_DAY})$"
"""The supported part of EDTF: a year, month or day, approximate (~), uncertain (?) or both (%), and intervals."""


@functools.lru_cache(maxsize=4096)  # the parser takes about 6 ms for a string, and a few strings are frequent
def bounds(text: str) -> tuple[datetime.date, datetime.date]:
    """Return the strict earliest and latest day of an EDTF string; open ends are 0001-01-01 and 9999-12-31.

    An interval `a/b` is one unknown day within it. Raises ValidationError if the string is not an EDTF date, has a day
    that does not exist, or ends before it starts.
    """
    if not re.match(EDTF_SHAPE, text):
        raise ValidationError(
            f"“{text}” is not an EDTF date. Write 2025-12-03, 2025-12, 2025, 2025-12-01/2025-12-07 or ../2025-12-03.",
            code="edtf",
        )
    from edtf import EDTFParseException, parse_edtf  # imported late: its grammar takes 8 MB, and reads do not need it

    try:
        parsed = parse_edtf(text)
        earliest, latest = _day(parsed.lower_strict()), _day(parsed.upper_strict())
    except (EDTFParseException, ValueError) as error:
        raise ValidationError(f"“{text}” names a day that does not exist.", code="edtf") from error
    if earliest > latest:
        raise ValidationError(f"“{text}” ends before it starts.", code="edtf")
    return earliest, latest


def _day(value: time.struct_time | float) -> datetime.date:
    if isinstance(value, float):
        return OPEN_START if value < 0 else OPEN_END
    return datetime.date(*value[:3])


def validate_edtf(text: str) -> None:
    """Raise ValidationError unless the text is an EDTF date that `bounds` accepts."""
    bounds(text)


class EdtfField(models.CharField):
    """A date as an EDTF string. Where a field may be blank, the empty string means that the source does not say."""

    def __init__(self, **options) -> None:
        options.setdefault("max_length", 40)
        super().__init__(**options)
        self.validators = [*self.validators, validate_edtf]


def edtf_shape(*fields: str) -> models.Q:
    """Return the condition that each of these columns is empty or has the shape of an EDTF date."""
    condition = models.Q()
    for field in fields:
        condition &= models.Q(**{field: ""}) | models.Q(**{f"{field}__regex": EDTF_SHAPE})
    return condition


class Dated(models.Model):
    """Base of facts with one date: something said or done on one day, as exact as the sources allow."""

    stated = EdtfField(
        help_text="When it was said, done or published, as an EDTF date: 2025-12-03, 2008, ../2025-11-28. "
        "An interval a/b means one day within it."
    )
    stated_earliest = models.DateField(
        editable=False, help_text="The first day that the stated date allows; 0001-01-01 if its start is open."
    )
    stated_latest = models.DateField(
        editable=False, help_text="The last day that the stated date allows; 9999-12-31 if its end is open."
    )
    date_basis = models.CharField(
        max_length=10,
        choices=DateBasis,
        default=DateBasis.STATED,
        help_text="Whether the date is stated in the source, inferred from it, or known from outside it.",
    )
    date_note = models.CharField(
        max_length=300, blank=True, help_text="The reasons for a date that the source does not state."
    )

    class Meta:
        abstract = True
        constraints = [
            *known_values(date_basis=DateBasis),
            models.CheckConstraint(
                name="%(class)s_stated_is_edtf",
                condition=models.Q(stated__regex=EDTF_SHAPE),
                violation_error_message="The stated date must be an EDTF date.",
            ),
            models.CheckConstraint(
                name="%(class)s_stated_in_order",
                condition=models.Q(stated_earliest__lte=models.F("stated_latest")),
                violation_error_message="The stated date ends before it starts.",
            ),
        ]

    def work_out_dates(self) -> None:
        """Set the earliest and latest day from the EDTF string. Raises ValidationError."""
        self.stated_earliest, self.stated_latest = bounds(self.stated)

    def clean(self) -> None:
        super().clean()
        with suppress(ValidationError):  # the field's validator reports it
            self.work_out_dates()


class Spanning(models.Model):
    """Base of facts that last: a start and an end, each an EDTF date or unknown."""

    starts = EdtfField(blank=True, help_text="The start, as an EDTF date; empty if unknown.")
    ends = EdtfField(blank=True, help_text="The end, as an EDTF date; empty if unknown or on the day of the start.")
    earliest = models.DateField(editable=False, help_text="The first possible day; 0001-01-01 if unknown.")
    latest = models.DateField(editable=False, help_text="The last possible day; 9999-12-31 if unknown.")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_dates_are_edtf",
                condition=edtf_shape("starts", "ends"),
                violation_error_message="Starts and ends must be EDTF dates.",
            ),
            models.CheckConstraint(
                name="%(class)s_dates_in_order",
                condition=models.Q(earliest__lte=models.F("latest")),
                violation_error_message="It ends before it starts.",
            ),
        ]

    def work_out_dates(self) -> None:
        """Set the earliest and latest day from starts and ends. Raises ValidationError."""
        self.earliest = bounds(self.starts)[0] if self.starts else OPEN_START
        last = self.ends or self.starts
        self.latest = bounds(last)[1] if last else OPEN_END
        if self.earliest > self.latest:
            raise ValidationError("It ends before it starts.", code="order")

    def clean(self) -> None:
        super().clean()
        try:
            self.work_out_dates()
        except ValidationError as error:
            if error.code != "edtf":  # the field's validator reports those
                raise
