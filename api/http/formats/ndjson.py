"""NDJSON: one JSON record per line."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.http import HttpResponse

from api.http.problems import InvalidParameters
from api.http.request.parameters import error_of

from .format import Format, Head, Only, split_records


class Lines(Format):
    """A format of lines, which can be streamed; a page has a link to the next one in its headers."""

    def check(self, params: Mapping[str, Any]) -> None:
        if params.get("count"):
            raise InvalidParameters([error_of("count", "count: it is available in JSON only.")])

    def page(self, view, at, head: Head, records: str) -> HttpResponse:
        return self.respond(self._whole(view.serializer_class, view.only, split_records(records)), head)

    def record(self, view, record: str) -> HttpResponse:
        return self.respond(self._whole(view.serializer_class, view.only, [record]))

    def example(self, view, address: str, value: Any) -> Any:
        records = [json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in view.example_records(value)]
        return self._whole(view.serializer_class, None, records).decode()

    def _whole(self, serializer_class: Any, only: Only, records: Iterable[str]) -> bytes:
        return b"".join(self.lines(serializer_class, only, (f"{record}\n" for record in records)))


class Ndjson(Lines):
    """One JSON record per line."""

    end_of_stream = b'{"broken off'

    def lines(self, serializer_class: Any, only: Only, records: Iterable[str | bytes]) -> Iterator[bytes]:
        return (record.encode() if isinstance(record, str) else record for record in records)

    def schema(self, view) -> Any:
        return {"type": "string", "description": "One record per line, each a JSON object as in JSON."}


NDJSON = Ndjson("ndjson", "application/x-ndjson", "one JSON record per line")
