"""Export of the whole fact base as one zip archive."""

from collections.abc import Iterator

from django.http import HttpResponse

from api.http.base_views import ReadView
from api.http.formats import streams
from api.http.formats.csv import Table
from api.http.formats.zip import ZIP, zip_stream
from api.http.sql import prepared_query
from api.v1.codebook import whole_codebook
from factbase.history.records import RECORDS, export_sql
from factbase.history.snapshot import At, snapshot
from factbase.history.streaming_snapshot import StreamingSnapshot

from .export_package import build_descriptor, format_readme, lists


class Export(ReadView):
    """The whole fact base as one zip archive, in one revision.

    The archive is a data package (Frictionless Data) with one CSV table per resource, the full records in NDJSON, the
    codebook and a README. It is streamed. If the transfer breaks off, the archive has no directory and does not open.
    The number of simultaneous exports is limited; beyond it the response is 503 with `Retry-After`.
    """

    summary = "Get the whole fact base"
    formats = [ZIP]

    def read(self) -> tuple[At, HttpResponse]:
        as_of = self.params.get("as_of")
        with snapshot(as_of) as at:
            response = self.unchanged(at)
            if response or self.request.method == "HEAD":
                return at, response or HttpResponse(content_type=ZIP.content_type)
        tag = as_of if isinstance(as_of, str) else None
        codebook = whole_codebook(self.url).encode()
        at, stream = streams.stream(
            as_of, lambda read: zip_stream(_files(read, tag, codebook), read.at.time), ZIP.content_type, b""
        )
        stream.headers["Content-Disposition"] = f'attachment; filename="peace-talks-fact-base-{tag or at.number}.zip"'
        return at, stream  # type: ignore[return-value]  # a streaming response has all that callers use


def _files(read: StreamingSnapshot, tag: str | None, codebook: bytes) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield the name and the content of each file of the archive."""
    yield "README.txt", format_readme(read.at, tag)
    yield "datapackage.json", iter([build_descriptor(read.at, tag)])
    yield "codebook.json", iter([codebook])
    for name, view in lists().items():
        query = prepared_query.all_rows(view.queryset.all(), view.orderings["slug"], view.serializer_class, None)
        records = read.lines(query.sql, query.parameters)
        yield f"data/{name}.csv", Table(view.serializer_class()).lines(records)
    for record in RECORDS:
        yield f"records/{record.name}.ndjson", read.lines(export_sql(record, read.at.number), [])
