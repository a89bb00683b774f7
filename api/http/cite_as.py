"""The citation of a record: the fact base, the revision shown and the path at which the record stays as shown."""

from django.db.models import F, Func, TextField
from rest_framework import serializers

from factbase.history.release_citation import AUTHOR
from factbase.history.snapshot import NUMBER_SQL, TAG_SQL

HEAD = (
    f"(SELECT '{AUTHOR}, ' || coalesce('release ' || {TAG_SQL} || ' (revision ' || {NUMBER_SQL} || ')',"
    f" 'revision ' || {NUMBER_SQL}))"
)
TAIL = f"(SELECT '/?as_of=' || coalesce({TAG_SQL}, {NUMBER_SQL}))"


class CiteAs(serializers.CharField):
    """The citation of a record with a slug, built by PostgreSQL. `path` is the path of the record's list."""

    def __init__(self, path: str) -> None:
        super().__init__(
            read_only=True,
            help_text="The citation: the fact base, the revision shown (and the release that `as_of` names) and the "
            "path at which this record never changes.",
        )
        self.path = path

    def of(self, slug: str) -> Func:
        """Return the expression of the citation as JSON; `slug` names the column of the slug."""
        # HEAD and TAIL are uncorrelated subqueries: PostgreSQL runs them once and not for each row
        template = f"""concat('"', {HEAD}, ': {self.path}', %(expressions)s, {TAIL}, '"')"""
        return Func(F(slug), template=template, output_field=TextField())
