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
    """All that became of one record, and of what was merged into it. A view says of which `record`."""

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


class ProcessHistory(History):
    """All that became of a peace process, oldest first. What was merged into it is told too."""

    summary = "Show the history of a peace process"
    example = {"slug": "ukraine-peace-talks"}
    record = BY_NAME["processes"]


class ActorHistory(History):
    """All that became of an actor, of its names and its roles, oldest first. A withdrawn actor has one too. What was
    merged into it is told too."""

    summary = "Show the history of an actor"
    example = {"slug": "yury-ushakov"}
    record = BY_NAME["actors"]


class TopicHistory(History):
    """All that became of a topic, oldest first. A withdrawn topic has one too. What was merged into it is told too."""

    summary = "Show the history of a topic"
    example = {"slug": "nato-membership"}
    record = BY_NAME["topics"]


class MeetingHistory(History):
    """All that became of a meeting, its participations and outcomes, oldest first. A withdrawn meeting has one too.
    What was merged into it is told too."""

    summary = "Show the history of a meeting"
    example = {"slug": "moscow-talks"}
    record = BY_NAME["meetings"]


class PositionHistory(History):
    """All that became of a position, oldest first: how the record of one utterance was corrected, not how its holder
    moved. A withdrawn position has one too. What was merged into it is told too."""

    summary = "Show the history of a position"
    example = {"slug": "rutte-on-nato-membership", "ordering": "-revision", "page_size": "1"}
    invented = True
    record = BY_NAME["positions"]


class ProposalHistory(History):
    """All that became of a proposal and its provisions, oldest first. A withdrawn proposal has one too. What was merged
    into it is told too."""

    summary = "Show the history of a proposal"
    example = {"slug": "us-28-point-plan"}
    record = BY_NAME["proposals"]


class ClaimHistory(History):
    """All that became of a claim, its voices and figures, oldest first. A withdrawn claim has one too. What was merged
    into it is told too."""

    summary = "Show the history of a claim"
    example = {"slug": "capture-of-pokrovsk"}
    record = BY_NAME["claims"]


class SourceHistory(History):
    """All that became of a source, oldest first. A withdrawn source has one too. What was merged into it is told
    too."""

    summary = "Show the history of a source"
    example = {"slug": "afp-nato-key-question"}
    record = BY_NAME["sources"]


class DiscrepancyHistory(History):
    """All that became of a discrepancy, oldest first. A withdrawn discrepancy has one too. What was merged into it is
    told too."""

    summary = "Show the history of a discrepancy"
    example = {"slug": "spelling-of-ushakov"}
    record = BY_NAME["discrepancies"]
