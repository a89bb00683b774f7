"""The three-way merge: editors' changes are kept, other columns follow the seeds."""

import hypothesis.strategies as st
from hypothesis import given

from factbase.seeding.load.three_way_merge import COLUMN_GROUPS, merge

COLUMNS = ("name", "kind", "stance", "condition", "condition_effect")
rows = st.fixed_dictionaries({column: st.sampled_from("abc") for column in COLUMNS})


def grouped(column: str) -> tuple[str, ...]:
    return next((group for group in COLUMN_GROUPS if column in group), (column,))


@given(ours=rows, seeded=rows, theirs=rows)
def test_an_editors_change_is_kept(ours, seeded, theirs):
    merged = merge(ours, seeded, theirs)
    after = ours | merged.write
    for column in COLUMNS:
        if ours[column] != seeded[column]:
            assert after[column] == ours[column]
            assert (column in merged.kept) == (theirs[column] != ours[column])
        elif all(ours[other] == seeded[other] for other in grouped(column)):
            assert after[column] == theirs[column]


@given(ours=rows, theirs=rows)
def test_without_an_editor_the_seeds_are_followed(ours, theirs):
    merged = merge(ours, ours, theirs)
    assert ours | merged.write == theirs
    assert not merged.kept


@given(ours=rows, seeded=rows)
def test_equal_values_are_neither_written_nor_kept(ours, seeded):
    merged = merge(ours, seeded, ours)
    assert not merged.write
    assert not merged.kept


@given(ours=rows, theirs=rows)
def test_a_row_that_was_never_seeded_is_not_written(ours, theirs):
    assert not merge(ours, {}, theirs).write


def test_dependent_columns_are_kept_together():
    seeded = {"stance": "supports", "condition": "", "condition_effect": ""}
    ours = seeded | {"stance": "opposes"}
    theirs = {"stance": "conditional", "condition": "if so", "condition_effect": "supports_if"}
    assert not merge(ours, seeded, theirs).write
