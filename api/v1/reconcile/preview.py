"""Preview of an actor, which reconciliation clients such as OpenRefine show beside a candidate."""

import functools
import json
from typing import ClassVar

from django.db import models
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from drf_spectacular.types import OpenApiTypes

from api.http.formats.format import Format
from api.http.sql.placeholders import Param, ParamExpr
from api.http.sql.prepared_query import PreparedQuery, one
from api.v1.questions.resolve import CandidateRef
from factbase.history.snapshot import At
from factbase.models import Actor
from factbase.vocabulary import ActorKind

from .base import ReconciliationView


class Html(Format):
    """A page for a frame of another site."""

    charset = "; charset=utf-8"


HTML = Html("html", "text/html", "an HTML page for a frame")


class ReconcilePreview(ReconciliationView):
    """A small HTML page about an actor, for clients to show beside a candidate."""

    summary = "Preview an actor"
    example = {"slug": "volodymyr-zelenskyy"}
    serializer_class = OpenApiTypes.STR
    formats = [HTML]
    parameters: ClassVar = {}
    model = Actor

    def statement(self) -> PreparedQuery:
        return _build_query()

    def render(self, at: At, row: tuple) -> HttpResponse | None:
        if row[0] is None:
            return None
        actor = json.loads(row[0])
        response = HttpResponse(
            format_html(
                '<!doctype html><html lang="en"><meta charset="utf-8"><title>{name}</title>'
                '<p><a href="{url}" target="_blank">{name}</a> ({kind}{country})</p><p>{description}</p></html>',
                name=actor["name"],
                url=self.url(reverse("v1:actor-detail", args=[self.asked.path["slug"]])),
                kind=ActorKind(actor["kind"]).label,
                country=f", {actor['country']}" if actor["country"] else "",
                description=actor["description"] or "",
            ),
            content_type=self.asked.format.content_type,
        )
        response.xframe_options_exempt = True  # type: ignore[attr-defined]  # clients show it in a frame
        return response


@functools.cache
def _build_query() -> PreparedQuery:
    return one(CandidateRef, slug=ParamExpr(Param("slug"), models.TextField()))
