"""The history of each record, including withdrawn records and records merged into it."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import connections
from django.db.models import QuerySet
from django.http import HttpResponse

from api.http.list_and_detail_views import DetailView
from api.http.slug_redirects import redirect_to_slug, unknown_slug_problem
from factbase.history.changes import Change
from factbase.history.records import BY_NAME, Record
from factbase.history.snapshot import At, reading
from factbase.models import Slug, Withdrawal

from .change_list import ChangesView


class History(ChangesView):
    """Changes to one record and to records merged into it. `history_view` creates one for each kind of record."""

    record: ClassVar[Record]

    def answer(self, at: At) -> HttpResponse:
        slug, kind = self.asked.path["slug"], self.record.kind
        self.record_id = Slug.objects.filter(kind=kind, slug=slug).values_list("object_id", flat=True).first()
        if self.record_id is None:
            raise unknown_slug_problem(self.record.model, slug)
        current = (
            self.record.model._default_manager.filter(pk=self.record_id).values_list("slug", flat=True).first()
            or Withdrawal.objects.filter(kind=kind, object_id=self.record_id).values_list("slug", flat=True).first()
        )
        if current not in (None, slug):
            return redirect_to_slug(self, slug, current)
        return super().answer(at)

    def changes(self, at: At) -> QuerySet[Change]:
        return Change.objects.filter(kind=self.record.kind, record_id__in=self._merged_ids(at))

    def _merged_ids(self, at: At) -> list[int]:
        """Return the ids of the record and of records merged into it: all ids that its slugs ever referred to."""
        sql = (
            f"SELECT DISTINCT was.object_id FROM {Slug._meta.db_table} now"
            f" JOIN public.{Slug._meta.db_table}_history was USING (kind, slug)"
            " WHERE now.kind = %s AND now.object_id = %s AND was.rev_from <= %s"
        )
        with connections[reading()].cursor() as cursor:
            cursor.execute(sql, [self.record.kind, str(self.record_id), at.number])
            return [merged_id for (merged_id,) in cursor.fetchall()]


def history_view(
    detail: type[DetailView], *, example: Mapping[str, str] | None = None, note: str = "", invented: bool = False
) -> type[History]:
    """Return the view of the history of the records of a detail. Its description ends with the note."""
    [record] = (record for record in BY_NAME.values() if record.model is detail.model)
    options = record.model._meta
    noun, nouns = str(options.verbose_name), str(options.verbose_name_plural)
    one = f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
    *others, last = [part.name for part in record.parts] or [""]
    parts = f" with its {', '.join(others)}{' and ' if others else ''}{last}" if last else ""
    attributes = {
        "__doc__": f"Changes to {one}{parts}, and to {nouns} merged into it, oldest first. "
        f"A withdrawn {noun} has a history too. {note}",
        "summary": f"Show the history of {one}",
        "example": example or detail.example,
        "invented": invented,
        "record": record,
    }
    return type(f"{record.model.__name__}History", (History,), attributes)
