"""Bringing a row of the seeds and a row of the base together, without losing an editor's word."""

from dataclasses import dataclass

from factbase.history.row_access import Values

TOGETHER = (
    ("stated", "stated_earliest", "stated_latest", "starts", "ends", "earliest", "latest", "date_basis", "date_note"),
    ("stance", "condition", "condition_effect"),
    ("attribution", "attributed_by_id"),
    ("directness", "quote"),
    ("duration_minutes", "duration_qualifier"),
    ("low", "high"),
)
"""Columns that mean something only together: an editor's correction of one keeps them all."""


@dataclass(frozen=True)
class RowMerge:
    """What to write to a row, and the columns in which an editor's word stands against the seeds'."""

    write: Values
    kept: tuple[str, ...]


def merge(ours: Values, seeded: Values, theirs: Values) -> RowMerge:
    """Three ways: `ours` is what the base holds, `seeded` what the seeds said before, `theirs` what they say now.

    A column is written when the seeds say something else now and no editor changed it since they last spoke. When
    editors and seeds come to agree, later seeds count as a change against the editor's word: they are kept out too.
    """
    write: Values = {}
    kept: list[str] = []
    for columns in _groups(theirs):
        differing = [column for column in columns if theirs[column] != ours[column]]
        if all(column in seeded and seeded[column] == ours[column] for column in columns):
            write |= {column: theirs[column] for column in differing}
        else:
            kept += differing
    return RowMerge(write, tuple(kept))


def together(column: str) -> tuple[str, ...]:
    """The columns that mean something only together with this one, itself among them."""
    return next((columns for columns in TOGETHER if column in columns), (column,))


def _groups(columns: Values) -> list[list[str]]:
    groups = [[column for column in group if column in columns] for group in TOGETHER]
    grouped = {column for group in groups for column in group}
    return [*groups, *([column] for column in columns if column not in grouped and column != "id")]
