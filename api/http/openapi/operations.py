"""OpenAPI operations of views."""

import functools
import inspect
import json
import re
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from api.http.contract_version import version_folder
from api.http.problems import CONTENT_TYPE, ProblemSerializer, WithdrawnSerializer
from api.http.request import memento
from api.http.revision_independent_view import StaticView


def _header(name: str, description: str, response: bool = True) -> OpenApiParameter:
    """Return a header of reads: of their responses, or of the requests."""
    statuses = [200, 304] if response else False
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, response=statuses, description=description)


HEADERS = [
    _header("If-None-Match", "The ETag of your copy. If it is current, the response is a 304 without a body.", False),
    _header(
        memento.HEADER,
        "Read the fact base as it was at the end of this second, an HTTP date such as Sat, 31 Jan 2026 12:00:00 GMT "
        "(RFC 7089). `as_of` takes precedence.",
        response=False,
    ),
    _header("ETag", "The identifier of this body. It changes with each revision."),
    _header("Last-Modified", "The time of the revision; absent before the first."),
    _header("Memento-Datetime", "With `as_of` or Accept-Datetime: the time of the revision shown (RFC 7089)."),
    _header("Content-Location", "With Accept-Datetime: the URL of the same response, which has `as_of` in it."),
    _header("Link", "The URL without `as_of`, which takes Accept-Datetime (relations original and timegate)."),
]

FIXED_HEADERS = [
    HEADERS[0],
    _header("ETag", "The identifier of this body. It changes with the text and not with each revision."),
]


class Schema(AutoSchema):
    """The OpenAPI operation of a ReadView, from its parameters, serializer and example."""

    def get_operation_id(self) -> str:
        """Return the view's name in snake case (`position_list`), which is also the name of its example file."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self.view).__name__).lower()

    def get_summary(self) -> str:
        return self.view.summary

    def get_description(self) -> str:
        return " ".join((inspect.getdoc(type(self.view)) or "").split())

    def get_override_parameters(self) -> list[OpenApiParameter]:
        path = dict(self.view.path_parameters)
        if "{slug}" in self.path:
            resource = self.path.split("/{slug}")[0].rsplit("/", 1)[-1]
            path["slug"] = f"The slug, as in the list of {resource}."
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
        return [
            *(
                OpenApiParameter(name, str, OpenApiParameter.PATH, description=text, examples=self._example_of(name))
                for name, text in path.items()
            ),
            *query,
            *(HEADERS if memento.HEADER in self.view.varies else FIXED_HEADERS),
        ]

    def get_response_serializers(self) -> dict[Any, Any]:
        problem = functools.partial(OpenApiResponse, ProblemSerializer)
        responses: dict[Any, Any] = {
            **{
                (200, format.media_type): OpenApiResponse(format.schema(self.view), "The requested data.")
                for format in self.view.formats
            },
            304: OpenApiResponse(description="Your copy, named in If-None-Match, is still current."),
            (400, CONTENT_TYPE): problem("A parameter is unknown or wrong; `errors` names each."),
            (406, CONTENT_TYPE): problem("No format in Accept is available."),
            (500, CONTENT_TYPE): problem("A server error; it has been logged."),
        }
        static = isinstance(self.view, StaticView)
        if not static:
            responses[503, CONTENT_TYPE] = problem("Temporarily unavailable; Retry-After says when to try again.")
        if "{slug}" in self.path and not static:
            moved = "The slug was renamed or the record merged; Location has the new URL."
            responses[308] = OpenApiResponse(description=moved)
            if not self.path.endswith("/history/"):
                withdrawn = "The record was withdrawn; the body has the time, the reason and its history."
                responses[410, CONTENT_TYPE] = OpenApiResponse(WithdrawnSerializer, withdrawn)
        if "{slug}" in self.path or self.view.path_parameters:
            responses[404, CONTENT_TYPE] = problem("There is no such record; `suggestion` is the nearest name.")
        return responses

    def get_examples(self) -> list[OpenApiExample]:
        folder = version_folder(type(self.view).__module__) / "examples"
        file = folder / f"{self.get_operation_id()}.json"
        if not file.exists():
            return []
        value = json.loads(file.read_text())
        address = self.path.replace("{slug}", self.view.example.get("slug", ""))
        values = {format: format.example(self.view, address, value) for format in self.view.formats}
        name = "Invented" if self.view.invented else "From the base"
        return [
            OpenApiExample(name, value=shown, response_only=True, status_codes=["200"], media_type=format.media_type)
            for format, shown in values.items()
            if shown is not None
        ]

    def _example_of(self, parameter: str) -> list[OpenApiExample]:
        value = self.view.example.get(parameter)
        return [] if value is None else [OpenApiExample("As in the example", value=value)]
