"""The history of each record, including withdrawn records and records merged into it."""

from typing import Any, ClassVar

from django.db import connections
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from api.http.slug_redirects import redirect_to_slug, unknown_slug_problem
from factbase.history.changes import Change
from factbase.history.records import BY_NAME, Record
from factbase.history.snapshot import At, reading
from factbase.models import Slug, Withdrawal

from .change_list import ChangesView


class History(ChangesView):
    """The changes to one record and to records merged into it. Subclasses set the kind of `record`."""

    record: ClassVar[Record]

    def answer(self, request: HttpRequest, at: At, params: dict[str, Any], **path: str) -> HttpResponse:
        slug, kind = path["slug"], self.record.kind
        record_id = Slug.objects.filter(kind=kind, slug=slug).values_list("object_id", flat=True).first()
        if record_id is None:
            raise unknown_slug_problem(self.record.model, slug)
        current = (
            self.record.model._default_manager.filter(pk=record_id).values_list("slug", flat=True).first()
            or Withdrawal.objects.filter(kind=kind, object_id=record_id).values_list("slug", flat=True).first()
        )
        if current not in (None, slug):
            return redirect_to_slug(request, slug, current)
        return super().answer(request, at, params, record_id=str(record_id))

    def changes(self, at: At, params: dict[str, Any], **path: str) -> QuerySet[Change]:
        return Change.objects.filter(kind=self.record.kind, record_id__in=self._merged_ids(at, path["record_id"]))

    def _merged_ids(self, at: At, record_id: str) -> list[int]:
        """Return the ids of the record and of records merged into it: all ids that its slugs ever referred to."""
        sql = (
            f"SELECT DISTINCT was.object_id FROM {Slug._meta.db_table} now"
            f" JOIN public.{Slug._meta.db_table}_history was USING (kind, slug)"
            " WHERE now.kind = %s AND now.object_id = %s AND was.rev_from <= %s"
        )
        with connections[reading()].cursor() as cursor:
            cursor.execute(sql, [self.record.kind, record_id, at.number])
            return [merged_id for (merged_id,) in cursor.fetchall()]


class ProcessHistory(History):
    """Changes to a peace process and to processes merged into it, oldest first."""

    summary = "Show the history of a peace process"
    example = {"slug": "ukraine-peace-talks"}
    record = BY_NAME["processes"]


class ActorHistory(History):
    """Changes to an actor with its names and roles, and to actors merged into it, oldest first. It may be withdrawn."""

    summary = "Show the history of an actor"
    example = {"slug": "yury-ushakov"}
    record = BY_NAME["actors"]


class TopicHistory(History):
    """Changes to a topic and to topics merged into it, oldest first. It may be withdrawn."""

    summary = "Show the history of a topic"
    example = {"slug": "nato-membership"}
    record = BY_NAME["topics"]


class MeetingHistory(History):
    """Changes to a meeting with its parts, and to meetings merged into it, oldest first. It may be withdrawn."""

    summary = "Show the history of a meeting"
    example = {"slug": "moscow-talks"}
    record = BY_NAME["meetings"]


class PositionHistory(History):
    """Changes to a position and to positions merged into it, oldest first. It may be withdrawn.

    A change corrects the record of one utterance. Changes of the holder's stance are at `positions/shifts/`.
    """

    summary = "Show the history of a position"
    example = {"slug": "rutte-on-nato-membership", "ordering": "-revision", "page_size": "1"}
    invented = True
    record = BY_NAME["positions"]


class ProposalHistory(History):
    """Changes to a proposal with its provisions, and to proposals merged into it, oldest first. It may be withdrawn."""

    summary = "Show the history of a proposal"
    example = {"slug": "us-28-point-plan"}
    record = BY_NAME["proposals"]


class ClaimHistory(History):
    """Changes to a claim with its parts, and to claims merged into it, oldest first. It may be withdrawn."""

    summary = "Show the history of a claim"
    example = {"slug": "capture-of-pokrovsk"}
    record = BY_NAME["claims"]


class SourceHistory(History):
    """Changes to a source and to sources merged into it, oldest first. It may be withdrawn."""

    summary = "Show the history of a source"
    example = {"slug": "afp-nato-key-question"}
    record = BY_NAME["sources"]


class DiscrepancyHistory(History):
    """Changes to a discrepancy and to discrepancies merged into it, oldest first. It may be withdrawn."""

    summary = "Show the history of a discrepancy"
    example = {"slug": "spelling-of-ushakov"}
    record = BY_NAME["discrepancies"]
