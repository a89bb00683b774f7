"""Three-way merge of a row: the database, the seeds before and the seeds now, with editors' changes kept."""

from dataclasses import dataclass

from factbase.history.row_access import Values

COLUMN_GROUPS = (
    ("stated", "stated_earliest", "stated_latest", "starts", "ends", "earliest", "latest", "date_basis", "date_note"),
    ("stance", "condition", "condition_effect"),
    ("attribution", "attributed_by_id"),
    ("directness", "quote"),
    ("duration_minutes", "duration_qualifier"),
    ("low", "high"),
)
"""Columns that depend on each other: if an editor changed one, all are kept."""


@dataclass(frozen=True)
class RowMerge:
    """The values to write to a row, and the columns in which an editor's value is kept against the seeds'."""

    write: Values
    kept: tuple[str, ...]


def merge(ours: Values, seeded: Values, theirs: Values) -> RowMerge:
    """Merge `ours` (the database), `seeded` (the seeds before) and `theirs` (the seeds now).

    A column is written if the seeds changed it and no editor did since. An editor's value is kept against later
    changes of the seeds even if the two were equal in between.
    """
    write: Values = {}
    kept: list[str] = []
    for columns in _group_columns(theirs):
        differing = [column for column in columns if theirs[column] != ours[column]]
        if all(column in seeded and seeded[column] == ours[column] for column in columns):
            write |= {column: theirs[column] for column in differing}
        else:
            kept += differing
    return RowMerge(write, tuple(kept))


def get_column_group(column: str) -> tuple[str, ...]:
    """Return the columns that depend on each other with this one, which is included."""
    return next((columns for columns in COLUMN_GROUPS if column in columns), (column,))


def _group_columns(columns: Values) -> list[list[str]]:
    groups = [[column for column in group if column in columns] for group in COLUMN_GROUPS]
    grouped = {column for group in groups for column in group}
    return [*groups, *([column] for column in columns if column not in grouped and column != "id")]
