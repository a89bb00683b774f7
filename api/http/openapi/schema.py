"""How a view becomes an operation of the OpenAPI document: from its parameters, its serializer and its example."""

import inspect
import json
import re
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers

from api.http.formats import jsonld
from api.http.formats.csv import MEANT, Table
from api.http.formats.negotiation import CSV, JSON, JSON_LD, NDJSON
from api.http.problems import CONTENT_TYPE, ProblemSerializer, WithdrawnSerializer
from api.http.request import memento
from api.http.resources import CONTENT_TYPES, ListView, RecordsView
from api.http.static_views import StaticView
from api.http.versions import version_folder
from api.http.views import REVISION
from factbase.history.snapshot import At

HEADERS = [
    OpenApiParameter(
        "If-None-Match",
        str,
        OpenApiParameter.HEADER,
        description="The ETag of a copy that you have: the answer is 304 while it is still what this URL shows.",
    ),
    OpenApiParameter(
        memento.HEADER,
        str,
        OpenApiParameter.HEADER,
        description="Answer as the base stood at the end of this second, a date of HTTP like Sat, 31 Jan 2026 12:00:00 "
        "GMT (RFC 7089). `as_of` says the same in the URL, and comes first.",
    ),
    OpenApiParameter(
        "ETag",
        str,
        OpenApiParameter.HEADER,
        response=[200, 304],
        description="Names this body: it changes with the revision of the fact base.",
    ),
    OpenApiParameter(
        "Last-Modified",
        str,
        OpenApiParameter.HEADER,
        response=[200, 304],
        description="When the revision was made; absent before the first.",
    ),
    OpenApiParameter(
        "Memento-Datetime",
        str,
        OpenApiParameter.HEADER,
        response=[200, 304],
        description="With `as_of` or Accept-Datetime: when the revision that is shown was made (RFC 7089).",
    ),
    OpenApiParameter(
        "Content-Location",
        str,
        OpenApiParameter.HEADER,
        response=[200, 304],
        description="With Accept-Datetime: the same answer with `as_of`, at an address of its own.",
    ),
    OpenApiParameter(
        "Link",
        str,
        OpenApiParameter.HEADER,
        response=[200, 304],
        description="The address without `as_of`, which takes Accept-Datetime (relations original and timegate).",
    ),
]

FIXED_HEADERS = [
    HEADERS[0],
    OpenApiParameter(
        "ETag",
        str,
        OpenApiParameter.HEADER,
        response=[200, 304],
        description="Names this body: it changes with the text, and not with the revision of the fact base.",
    ),
]


class Schema(AutoSchema):
    """The OpenAPI operation of a ReadView."""

    def get_operation_id(self) -> str:
        """The view's name in snake case: position_list. Examples go by the same name."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self.view).__name__).lower()

    def get_summary(self) -> str:
        return self.view.summary

    def get_description(self) -> str:
        return " ".join((inspect.getdoc(type(self.view)) or "").split())

    def get_override_parameters(self) -> list[OpenApiParameter]:
        query = [
            OpenApiParameter(
                name,
                type=parameter.schema,
                required=parameter.required,
                description=parameter.description,
                style="form" if parameter.schema["type"] == "array" else None,
                explode=True if parameter.schema["type"] == "array" else None,
                examples=self._example_of(name),
            )
            for name, parameter in self.view.parameters.items()
        ]
        if "{slug}" in self.path:
            kind = self.path.split("/{slug}")[0].rsplit("/", 1)[-1]
            what = f"The slug, as in the list of {kind}."
            query.insert(
                0,
                OpenApiParameter(
                    "slug", str, OpenApiParameter.PATH, description=what, examples=self._example_of("slug")
                ),
            )
        path = [
            OpenApiParameter(name, str, OpenApiParameter.PATH, description=what, examples=self._example_of(name))
            for name, what in self.view.path_parameters.items()
        ]
        return [*path, *query, *(HEADERS if memento.HEADER in self.view.varies else FIXED_HEADERS)]

    def get_response_serializers(self) -> dict[Any, Any]:
        body = self._page() if isinstance(self.view, ListView) else self.view.serializer_class
        shapes = {JSON: body, **self.view.shapes}
        if isinstance(self.view, RecordsView):
            columns = ", ".join(f"`{name}`" for name in Table(self.view.serializer_class()).names)
            shapes[CSV] = {"type": "string", "description": f"{MEANT} The columns: {columns}."}
            if self.view.node:
                shapes[JSON_LD] = {"type": "object", "description": jsonld.MEANT}
            shapes[NDJSON] = {"type": "string", "description": "One record a line, each a JSON object as in JSON."}
        responses: dict[Any, Any] = {
            **{
                (200, format.media_type): OpenApiResponse(shapes.get(format, OpenApiTypes.STR), "What was asked for.")
                for format in self.view.formats
            },
            304: OpenApiResponse(description="The copy named in If-None-Match is still what this URL shows."),
            (400, CONTENT_TYPE): OpenApiResponse(ProblemSerializer, "A parameter is unknown or wrong; each is named."),
            (406, CONTENT_TYPE): OpenApiResponse(ProblemSerializer, "No format that Accept names is offered."),
            (500, CONTENT_TYPE): OpenApiResponse(ProblemSerializer, "Our fault; it has been logged."),
        }
        if not isinstance(self.view, StaticView):
            responses[503, CONTENT_TYPE] = OpenApiResponse(
                ProblemSerializer, "The database does not answer at the moment; Retry-After says when to ask again."
            )
        if "{slug}" in self.path and not isinstance(self.view, StaticView):
            responses[308] = OpenApiResponse(
                description="The slug was renamed, or the record merged: Location has the new address."
            )
            if not self.path.endswith("/history/"):
                responses[410, CONTENT_TYPE] = OpenApiResponse(
                    WithdrawnSerializer, "It was withdrawn: when, why, and where its history is."
                )
        if "{slug}" in self.path or self.view.path_parameters:
            responses[404, CONTENT_TYPE] = OpenApiResponse(ProblemSerializer, "There is none; the nearest is named.")
        return responses

    def get_examples(self) -> list[OpenApiExample]:
        folder = version_folder(type(self.view).__module__) / "examples"
        file = folder / f"{self.get_operation_id()}.json"
        if not file.exists():
            return []
        value = json.loads(file.read_text())
        values = {JSON: value}
        if isinstance(self.view, RecordsView):
            records = value["results"] if isinstance(self.view, ListView) else [value]
            texts = [json.dumps(record, ensure_ascii=False, separators=(",", ":")) for record in records]
            for self.view.format in CONTENT_TYPES:
                values[self.view.format] = self.view.whole({}, texts).content.decode()
            if self.view.node:
                values[JSON_LD] = self._linked(value)
        name = "Invented" if self.view.invented else "From the base"
        return [
            OpenApiExample(name, value=shown, response_only=True, status_codes=["200"], media_type=format.media_type)
            for format, shown in values.items()
        ]

    def _linked(self, value: dict[str, Any]) -> dict[str, Any]:
        """An example's JSON as linked data, at the address that examples have."""
        node, own = self.view.node, self.path.replace("{slug}", self.view.example.get("slug", ""))

        def address(path: str | None) -> str:
            return f"http://127.0.0.1:8000{path or own}"

        if not isinstance(self.view, ListView):
            return json.loads(jsonld.record_response(address, node, value).content)
        at = At(value["revision"], None)
        return json.loads(jsonld.list_response(address, at, self.view.summary, node, value["results"]).content)

    def _example_of(self, parameter: str) -> list[OpenApiExample]:
        value = self.view.example.get(parameter)
        return [] if value is None else [OpenApiExample("As in the example", value=value)]

    def _page(self) -> serializers.Serializer:
        item = self.view.serializer_class
        return inline_serializer(
            f"{item.__name__.removesuffix('Serializer')}Page",
            {
                "revision": serializers.IntegerField(help_text=REVISION),
                "count": serializers.IntegerField(
                    required=False, help_text="How many results there are on all pages; only with count=true."
                ),
                "next": serializers.URLField(allow_null=True, help_text="The next page; null on the last."),
                "results": item(many=True, help_text="The results of this page."),
            },
        )
