"""Preview of an actor, which reconciliation clients such as OpenRefine show beside a candidate."""

import functools
import json
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from drf_spectacular.types import OpenApiTypes

from api.http.base_views import AS_OF
from api.http.formats.content_negotiation import Format
from api.http.slug_redirects import slug_redirect
from api.http.sql.placeholders import Param, ParamExpr
from api.http.sql.prepared_query import PreparedQuery, one
from api.v1.questions.resolve import CandidateRef
from factbase.history.snapshot import At
from factbase.models import Actor
from factbase.vocabulary import ActorKind

from .base import ReconciliationView, absolute_url

HTML = Format("html", "text/html", "an HTML page for a frame")


class ReconcilePreview(ReconciliationView):
    """A small HTML page about an actor, for clients to show beside a candidate."""

    summary = "Preview an actor"
    example = {"slug": "volodymyr-zelenskyy"}
    serializer_class = OpenApiTypes.STR
    formats = [HTML]
    parameters = {"as_of": AS_OF}

    def statement(self, params: dict[str, Any]) -> PreparedQuery:
        return _build_query()

    def render(
        self, request: HttpRequest, at: At, params: dict[str, Any], values: dict[str, Any], row: tuple
    ) -> HttpResponse | None:
        if row[0] is None:
            return None
        actor = json.loads(row[0])
        response = HttpResponse(
            format_html(
                '<!doctype html><html lang="en"><meta charset="utf-8"><title>{name}</title>'
                '<p><a href="{url}" target="_blank">{name}</a> ({kind}{country})</p><p>{description}</p></html>',
                name=actor["name"],
                url=absolute_url(request, "actor-detail", values["slug"]),
                kind=ActorKind(actor["kind"]).label,
                country=f", {actor['country']}" if actor["country"] else "",
                description=actor["description"] or "",
            ),
            content_type="text/html; charset=utf-8",
        )
        response.xframe_options_exempt = True  # type: ignore[attr-defined]  # clients show it in a frame
        return response

    def not_found(self, request: HttpRequest, at: At, params: dict[str, Any], values: dict[str, Any]) -> HttpResponse:
        return slug_redirect(request, Actor, values["slug"])


@functools.cache
def _build_query() -> PreparedQuery:
    return one(CandidateRef, slug=ParamExpr(Param("slug"), models.TextField()))
