"""EDTF dates and the days that they allow."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from factbase.models.fields.edtf import OPEN_END, OPEN_START, bounds

day = datetime.date


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2025-12-03", day(2025, 12, 3), day(2025, 12, 3)),
        ("2008", day(2008, 1, 1), day(2008, 12, 31)),
        ("2024-02", day(2024, 2, 1), day(2024, 2, 29)),
        ("2025-12-01/2025-12-07", day(2025, 12, 1), day(2025, 12, 7)),
        ("../2025-11-28", OPEN_START, day(2025, 11, 28)),
        ("2025-11-28/..", day(2025, 11, 28), OPEN_END),
        ("2025-12-15~", day(2025, 12, 15), day(2025, 12, 15)),
        ("2022-02?", day(2022, 2, 1), day(2022, 2, 28)),
    ],
)
def test_strict_bounds(text, earliest, latest):
    assert bounds(text) == (earliest, latest)


@pytest.mark.parametrize(
    "text",
    ["", "tomorrow", "2025-13", "2025-02-30", "2025-12-07/2025-12-01", "..", "../..", "0000", "2025-12-3", "２０２５"],
)
def test_invalid_dates_are_refused(text):
    with pytest.raises(ValidationError):
        bounds(text)


@given(st.dates(), st.dates())
def test_an_interval_is_bounded_by_its_ends(one, other):
    earliest, latest = sorted([one, other])
    assert bounds(f"{earliest}/{latest}") == (earliest, latest)
    assert bounds(f"../{latest}") == (OPEN_START, latest)


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_a_validation_error(text):
    try:
        earliest, latest = bounds(text)
    except ValidationError as error:
        assert text in error.message
    else:
        assert earliest <= latest
