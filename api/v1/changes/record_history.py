"""The history of each record, withdrawn ones too, and of those that were merged into it."""

from typing import Any, ClassVar

from django.db import connections
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from api.http.slug_redirects import redirect_to_slug, unknown_slug_problem
from factbase.history.changes import Change
from factbase.history.records import BY_NAME, Record
from factbase.history.snapshot import At, reading
from factbase.models import Slug, Withdrawal

from .changes import ChangesView


class History(ChangesView):
    """The changes to one record and to records merged into it. `history_view` makes one for each kind of `record`."""

    record: ClassVar[Record]

    def answer(self, request: HttpRequest, at: At, given: dict[str, Any], **path: str) -> HttpResponse:
        slug, kind = path["slug"], self.record.kind
        known = Slug.objects.filter(kind=kind, slug=slug).values_list("object_id", flat=True).first()
        if known is None:
            raise unknown_slug_problem(self.record.model, slug)
        current = (
            self.record.model._default_manager.filter(pk=known).values_list("slug", flat=True).first()
            or Withdrawal.objects.filter(kind=kind, object_id=known).values_list("slug", flat=True).first()
        )
        if current not in (None, slug):
            return redirect_to_slug(request, slug, current)
        return super().answer(request, at, given, record_id=str(known))

    def changes(self, at: At, given: dict[str, Any], **path: str) -> QuerySet[Change]:
        return Change.objects.filter(kind=self.record.kind, record_id__in=self._borne_by(at, path["record_id"]))

    def _borne_by(self, at: At, record_id: str) -> list[int]:
        """The record, and those merged into it: all that its slugs have ever led to."""
        sql = (
            f"SELECT DISTINCT was.object_id FROM {Slug._meta.db_table} now"
            f" JOIN public.{Slug._meta.db_table}_history was USING (kind, slug)"
            " WHERE now.kind = %s AND now.object_id = %s AND was.rev_from <= %s"
        )
        with connections[reading()].cursor() as cursor:
            cursor.execute(sql, [self.record.kind, record_id, at.number])
            return [found for (found,) in cursor.fetchall()]


def history_view(resource: str, example: dict[str, str], *, invented: bool = False) -> type[History]:
    """Return the view of the history of one kind of record."""
    record = BY_NAME[resource]
    options = record.model._meta
    noun, nouns = str(options.verbose_name), str(options.verbose_name_plural)
    one = f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
    attributes = {
        "__doc__": f"The changes to {one} and its parts, and to {nouns} merged into it, oldest first. The history of "
        f"a withdrawn {noun} can be read too.",
        "summary": f"Show the history of {one}",
        "example": example,
        "invented": invented,
        "record": record,
    }
    return type(f"{record.model.__name__}History", (History,), attributes)
