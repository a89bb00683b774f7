"""How a record is cited: the base, the revision that is shown, and an address that shows it as it is now for good."""

from django.db.models import F, Func, TextField
from rest_framework import serializers

from factbase.history.bibliography import AUTHOR
from factbase.history.snapshot import NUMBER_SQL, TAG_SQL

HEAD = (
    f"(SELECT '{AUTHOR}, ' || coalesce('release ' || {TAG_SQL} || ' (revision ' || {NUMBER_SQL} || ')',"
    f" 'revision ' || {NUMBER_SQL}))"
)
TAIL = f"(SELECT '/?as_of=' || coalesce({TAG_SQL}, {NUMBER_SQL}))"


class CiteAs(serializers.CharField):
    """How a record that has a slug is cited; `path` is that of its list. PostgreSQL puts it together."""

    def __init__(self, path: str) -> None:
        super().__init__(
            read_only=True,
            help_text="How to cite it: the base, the revision shown (and the release, where `as_of` names one), and "
            "the path at which it stays as it is here.",
        )
        self.path = path

    def of(self, slug: str) -> Func:
        """The expression of the JSON of a row's citation; its slug is in that column."""
        # subqueries on their own, so that they are worked out once and not for each row
        template = f"""concat('"', {HEAD}, ': {self.path}', %(expressions)s, {TAIL}, '"')"""
        return Func(F(slug), template=template, output_field=TextField())
