"""Version 1."""

from django.urls import path

from . import (
    actors,
    claims,
    codebook,
    discrepancies,
    documentation,
    meetings,
    positions,
    positions_by_actor,
    processes,
    proposals,
    sources,
    topics,
)

urlpatterns = [
    path("", documentation.Index.as_view(), name="index"),
    path("processes/", processes.ProcessList.as_view(), name="process-list"),
    path("processes/<slug:slug>/", processes.ProcessDetail.as_view(), name="process-detail"),
    path("actors/", actors.ActorList.as_view(), name="actor-list"),
    path("actors/<slug:slug>/", actors.ActorDetail.as_view(), name="actor-detail"),
    path("topics/", topics.TopicList.as_view(), name="topic-list"),
    path("topics/<slug:slug>/", topics.TopicDetail.as_view(), name="topic-detail"),
    path(
        "topics/<slug:slug>/positions/by-actor/",
        positions_by_actor.PositionsByActor.as_view(),
        name="topic-positions-by-actor",
    ),
    path("meetings/", meetings.MeetingList.as_view(), name="meeting-list"),
    path("meetings/<slug:slug>/", meetings.MeetingDetail.as_view(), name="meeting-detail"),
    path("positions/", positions.PositionList.as_view(), name="position-list"),
    path("positions/<slug:slug>/", positions.PositionDetail.as_view(), name="position-detail"),
    path("proposals/", proposals.ProposalList.as_view(), name="proposal-list"),
    path("proposals/<slug:slug>/", proposals.ProposalDetail.as_view(), name="proposal-detail"),
    path("claims/", claims.ClaimList.as_view(), name="claim-list"),
    path("claims/<slug:slug>/", claims.ClaimDetail.as_view(), name="claim-detail"),
    path("sources/", sources.SourceList.as_view(), name="source-list"),
    path("sources/<slug:slug>/", sources.SourceDetail.as_view(), name="source-detail"),
    path("discrepancies/", discrepancies.DiscrepancyList.as_view(), name="discrepancy-list"),
    path("discrepancies/<slug:slug>/", discrepancies.DiscrepancyDetail.as_view(), name="discrepancy-detail"),
    path("codebook/", codebook.CodebookList.as_view(), name="codebook-list"),
    path("codebook/<slug:slug>/", codebook.CodebookEnum.as_view(), name="codebook-enum"),
    path("schema/", documentation.SchemaView.as_view(), name="schema"),
    path("docs/", documentation.SwaggerView.as_view(), name="docs"),
    path("redoc/", documentation.RedocView.as_view(), name="redoc"),
]
