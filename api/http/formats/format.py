"""The base class of formats: how records are written, streamed and described."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes

from api.http.sql.prepared_query import BETWEEN

if TYPE_CHECKING:
    from api.http.base_views import ReadView
    from api.http.sql.json_builder import ReadSerializer
    from factbase.history.snapshot import At

Head = Mapping[str, Any]
"""The keys of a page between `revision` and `results`: `next` and others."""


Only = frozenset[str] | None
"""The paths of the keys to keep; None keeps all."""


class Format:
    """A representation: its name for `format=`, its media type and its purpose. A subclass writes records in it."""

    charset: ClassVar[str] = ""
    """The parameters of the media type in Content-Type."""
    end_of_stream: ClassVar[bytes] = b""
    """The end of a streamed body that the database failed to complete: invalid text, so that no reader takes the body
    for complete. Empty for a format that cannot be streamed."""
    ordering: ClassVar[str | None] = None
    """The default order of a list, if it is not the view's."""
    page_size: ClassVar[int | None] = None
    """The default number of results on a page, if it is not the view's."""
    needed: ClassVar[frozenset[str]] = frozenset()
    """The keys that are read even if `fields` leaves them out."""
    serializer_class: ClassVar["type[ReadSerializer] | None"] = None
    """The serializer of the records that this format is written from, if it is not the view's."""

    def __init__(self, name: str, media_type: str, purpose: str) -> None:
        self.name, self.media_type, self.purpose = name, media_type, purpose
        self.content_type = f"{media_type}{self.charset}"

    def check(self, params: Mapping[str, Any]) -> None:
        """Raise InvalidParameters for parameters that do not apply to this format."""

    def page(self, view: "ReadView", at: "At", head: Head, records: str) -> HttpResponse:
        """Return a page of records, given as texts in JSON separated by BETWEEN."""
        raise NotImplementedError

    def record(self, view: "ReadView", record: str) -> HttpResponse:
        """Return one record, given as text in JSON."""
        raise NotImplementedError

    def entries(self, view: "ReadView", at: "At", head: Head, entries: list[dict[str, Any]]) -> HttpResponse:
        """Return a page of records that are not read as JSON."""
        raise NotImplementedError

    def lines(self, serializer_class: Any, only: Only, records: Iterable[str | bytes]) -> Iterator[bytes]:
        """Yield records of a serializer, given as lines of JSON, as lines of this format."""
        raise NotImplementedError

    def schema(self, view: "ReadView") -> Any:
        """Return the schema of a view's response in the OpenAPI document."""
        return OpenApiTypes.STR

    def example(self, view: "ReadView", address: str, value: Any) -> Any:
        """Return the JSON example of the view at an address in this format, or None to show none."""
        return None

    def respond(self, body: str | bytes, head: Head | None = None) -> HttpResponse:
        """Return the response with a body, and the link to the next page, which has no other place, in its headers."""
        response = HttpResponse(body.encode() if isinstance(body, str) else body, content_type=self.content_type)
        if head and head["next"]:
            response.headers["Link"] = f'<{head["next"]}>; rel="next"'
        return response


def split_records(records: str) -> list[str]:
    return records.split(BETWEEN) if records else []
