"""The whole base in one file."""

import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from drf_spectacular.types import OpenApiTypes

from api.http.formats import streams
from api.http.formats.csv import Table
from api.http.formats.negotiation import ZIP
from api.http.formats.zip import zip_stream
from api.http.sql import prepared_query
from api.http.views import ReadView
from api.v1.codebook import CodebookList
from api.v1.entities.process import ProcessSerializer
from factbase.history.records import RECORDS, export_sql
from factbase.history.snapshot import At, snapshot
from factbase.history.streaming_snapshot import LongRead

from .export_package import description, lists, readme


class Export(ReadView):
    """The whole base as one zip archive: a data package (Frictionless Data) with a table in CSV for each resource, the
    same records whole in NDJSON, the codebook, and a README. It is sent while it is read; all of it shows one revision.
    An archive that breaks off has no directory and does not open. Some may be sent at once; beyond that the answer is
    503 with Retry-After."""

    summary = "Get the whole base"
    formats = [ZIP]
    shapes = {ZIP: OpenApiTypes.BINARY}
    serializer_class = ProcessSerializer  # of none: the archive has no shape

    def read(self, request: HttpRequest, given: dict[str, Any], path: dict[str, str]) -> tuple[At, HttpResponse]:
        as_of = given.get("as_of")
        with snapshot(as_of) as at:
            response = self.unchanged(request, at, given)
            if response or request.method == "HEAD":
                return at, response or HttpResponse(content_type=ZIP.media_type)
        codebook = CodebookList().body(request, {}).encode()
        tag = as_of if isinstance(as_of, str) else None
        at, sent = streams.stream(
            as_of, lambda read: zip_stream(_files(read, tag, codebook), read.at.time), ZIP.media_type, b""
        )
        sent.headers["Content-Disposition"] = f'attachment; filename="peace-talks-fact-base-{tag or at.number}.zip"'
        return at, sent  # type: ignore[return-value]  # all that is asked of a response, one that is streamed has


def _files(read: LongRead, tag: str | None, codebook: bytes) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The files of the archive, each with its content."""
    yield "README.txt", readme(read.at, tag)
    yield "datapackage.json", iter([description(read.at, tag)])
    yield "codebook.json", iter([codebook])
    for name, view in lists().items():
        asked = prepared_query.all_rows(view.queryset.all(), view.orderings["slug"], view.serializer_class, None)
        records = map(json.loads, read.lines(asked.sql, asked.parameters))
        yield f"data/{name}.csv", (line.encode() for line in Table(view.serializer_class()).lines(records))
    for record in RECORDS:
        yield f"records/{record.name}.ndjson", read.lines(export_sql(record, read.at.number), [])
