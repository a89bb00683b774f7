"""URL patterns of version 1."""

from django.urls import URLPattern, path
from drf_spectacular.views import SpectacularRedocView, SpectacularSwaggerSplitView

from api.http.list_and_detail_views import DetailView, ListView

from . import codebook, documentation
from .changes import change_list, corrections
from .changes.record_history import History, history_view
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


def record_routes(
    list_view: type[ListView], detail: type[DetailView], history: type[History] | None = None
) -> list[URLPattern]:
    """Return the routes of a kind of record: the list, one record and its history."""
    history = history or history_view(detail)
    name, kind = history.record.name, history.record.kind
    return [
        path(f"{name}/", list_view.as_view(), name=f"{kind}-list"),
        path(f"{name}/<slug:slug>/", detail.as_view(), name=f"{kind}-detail"),
        path(f"{name}/<slug:slug>/history/", history.as_view(), name=f"{kind}-history"),
    ]


app_name = "v1"
urlpatterns = [
    path("", documentation.Index.as_view(), name="index"),
    path("actors/resolve/", resolve.ActorResolve.as_view(), name="actor-resolve"),
    path("actors/<slug:slug>/agreement/", agreement.ActorAgreement.as_view(), name="actor-agreement"),
    path(
        "topics/<slug:slug>/positions/by-actor/",
        positions_by_actor.PositionsByActor.as_view(),
        name="topic-positions-by-actor",
    ),
    path("positions/matrix/", positions_matrix.PositionsMatrix.as_view(), name="position-matrix"),
    path("positions/shifts/", positions_shifts.PositionsShifts.as_view(), name="position-shifts"),
    path("sources/<slug:slug>/facts/", source_facts.SourceFacts.as_view(), name="source-facts"),
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
    *record_routes(process.ProcessList, process.ProcessDetail),
    *record_routes(actor.ActorList, actor.ActorDetail),
    *record_routes(topic.TopicList, topic.TopicDetail),
    *record_routes(meeting.MeetingList, meeting.MeetingDetail),
    *record_routes(position.PositionList, position.PositionDetail, position.PositionHistory),
    *record_routes(proposal.ProposalList, proposal.ProposalDetail),
    *record_routes(claim.ClaimList, claim.ClaimDetail),
    *record_routes(source.SourceList, source.SourceDetail),
    *record_routes(discrepancy.DiscrepancyList, discrepancy.DiscrepancyDetail),
    path("export/", export.Export.as_view(), name="export"),
    path("codebook/", codebook.CodebookList.as_view(), name="codebook-list"),
    path("codebook/<slug:slug>/", codebook.CodebookEnum.as_view(), name="codebook-enum"),
    path("schema/", documentation.SchemaView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="v1:schema"), name="docs"),
    path("redoc/", SpectacularRedocView.as_view(url_name="v1:schema", template_name="api/redoc.html"), name="redoc"),
]
