"""URL patterns of version 1."""

from django.urls import path

from . import codebook, documentation
from .changes import change_list, corrections
from .entities import actor, claim, discrepancy, meeting, position, process, proposal, source, topic
from .questions import (
    agreement,
    positions_by_actor,
    positions_matrix,
    positions_shifts,
    resolve,
    source_facts,
    timeline,
    verify,
    verify_text,
)
from .reconcile import preview, service, suggest
from .releases import export, release_diff, releases
from .search import search

app_name = "v1"
urlpatterns = [
    path("", documentation.Index.as_view(), name="index"),
    path("processes/", process.ProcessList.as_view(), name="process-list"),
    path("processes/<slug:slug>/", process.ProcessDetail.as_view(), name="process-detail"),
    path("processes/<slug:slug>/history/", process.ProcessHistory.as_view(), name="process-history"),
    path("actors/", actor.ActorList.as_view(), name="actor-list"),
    path("actors/resolve/", resolve.ActorResolve.as_view(), name="actor-resolve"),
    path("actors/<slug:slug>/", actor.ActorDetail.as_view(), name="actor-detail"),
    path("actors/<slug:slug>/agreement/", agreement.ActorAgreement.as_view(), name="actor-agreement"),
    path("actors/<slug:slug>/history/", actor.ActorHistory.as_view(), name="actor-history"),
    path("topics/", topic.TopicList.as_view(), name="topic-list"),
    path("topics/<slug:slug>/", topic.TopicDetail.as_view(), name="topic-detail"),
    path("topics/<slug:slug>/history/", topic.TopicHistory.as_view(), name="topic-history"),
    path(
        "topics/<slug:slug>/positions/by-actor/",
        positions_by_actor.PositionsByActor.as_view(),
        name="topic-positions-by-actor",
    ),
    path("meetings/", meeting.MeetingList.as_view(), name="meeting-list"),
    path("meetings/<slug:slug>/", meeting.MeetingDetail.as_view(), name="meeting-detail"),
    path("meetings/<slug:slug>/history/", meeting.MeetingHistory.as_view(), name="meeting-history"),
    path("positions/", position.PositionList.as_view(), name="position-list"),
    path("positions/matrix/", positions_matrix.PositionsMatrix.as_view(), name="position-matrix"),
    path("positions/shifts/", positions_shifts.PositionsShifts.as_view(), name="position-shifts"),
    path("positions/<slug:slug>/", position.PositionDetail.as_view(), name="position-detail"),
    path("positions/<slug:slug>/history/", position.PositionHistory.as_view(), name="position-history"),
    path("proposals/", proposal.ProposalList.as_view(), name="proposal-list"),
    path("proposals/<slug:slug>/", proposal.ProposalDetail.as_view(), name="proposal-detail"),
    path("proposals/<slug:slug>/history/", proposal.ProposalHistory.as_view(), name="proposal-history"),
    path("claims/", claim.ClaimList.as_view(), name="claim-list"),
    path("claims/<slug:slug>/", claim.ClaimDetail.as_view(), name="claim-detail"),
    path("claims/<slug:slug>/history/", claim.ClaimHistory.as_view(), name="claim-history"),
    path("sources/", source.SourceList.as_view(), name="source-list"),
    path("sources/<slug:slug>/", source.SourceDetail.as_view(), name="source-detail"),
    path("sources/<slug:slug>/history/", source.SourceHistory.as_view(), name="source-history"),
    path("sources/<slug:slug>/facts/", source_facts.SourceFacts.as_view(), name="source-facts"),
    path("discrepancies/", discrepancy.DiscrepancyList.as_view(), name="discrepancy-list"),
    path("discrepancies/<slug:slug>/", discrepancy.DiscrepancyDetail.as_view(), name="discrepancy-detail"),
    path("discrepancies/<slug:slug>/history/", discrepancy.DiscrepancyHistory.as_view(), name="discrepancy-history"),
    path("timeline/", timeline.Timeline.as_view(), name="timeline"),
    path("search/", search.Search.as_view(), name="search"),
    path("verify/", verify.Verify.as_view(), name="verify"),
    path("verify/text/", verify_text.VerifyText.as_view(), name="verify-text"),
    path("reconcile/", service.Reconcile.as_view(), name="reconcile"),
    path("reconcile/suggest/", suggest.ReconcileSuggest.as_view(), name="reconcile-suggest"),
    path("reconcile/suggest/type/", suggest.ReconcileSuggestType.as_view(), name="reconcile-suggest-type"),
    path(
        "reconcile/suggest/property/",
        suggest.ReconcileSuggestProperty.as_view(),
        name="reconcile-suggest-property",
    ),
    path("reconcile/preview/<slug:slug>/", preview.ReconcilePreview.as_view(), name="reconcile-preview"),
    path("changes/", change_list.ChangeList.as_view(), name="change-list"),
    path("corrections/", corrections.CorrectionList.as_view(), name="correction-list"),
    path("releases/", releases.ReleaseList.as_view(), name="release-list"),
    path("releases/<str:tag>/", releases.ReleaseDetail.as_view(), name="release-detail"),
    path("releases/<str:tag>/files/<str:name>", releases.ReleaseFileContent.as_view(), name="release-file"),
    path("releases/<str:older>/diff/<str:newer>/", release_diff.ReleaseDiff.as_view(), name="release-diff"),
    path("export/", export.Export.as_view(), name="export"),
    path("codebook/", codebook.CodebookList.as_view(), name="codebook-list"),
    path("codebook/<slug:slug>/", codebook.CodebookEnum.as_view(), name="codebook-enum"),
    path("schema/", documentation.SchemaView.as_view(), name="schema"),
    path("docs/", documentation.SwaggerView.as_view(), name="docs"),
    path("redoc/", documentation.RedocView.as_view(), name="redoc"),
]
