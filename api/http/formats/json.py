"""JSON, the default format."""

from typing import Any

from django.http import HttpResponse

from api.http.envelope import envelope, list_page

from .format import Format, Head


class Json(Format):
    """JSON: PostgreSQL has written the records, which are not parsed."""

    def page(self, view, at, head: Head, records: str) -> HttpResponse:
        return self.respond(envelope(list_page(view.serializer_class), at, head, results=records))

    def record(self, view, record: str) -> HttpResponse:
        return self.respond(record)

    def entries(self, view, at, head: Head, entries: list[dict[str, Any]]) -> HttpResponse:
        results = [{key: entry[key] for key in entry if view.only is None or key in view.only} for entry in entries]
        return self.respond(envelope(view.serializer_class, at, {**head, "results": results}))

    def respond(self, body: str | bytes, head: Head | None = None) -> HttpResponse:
        return HttpResponse(body, content_type=self.content_type)  # the body has the link to the next page

    def schema(self, view) -> Any:
        return view.body_schema()

    def example(self, view, address: str, value: Any) -> Any:
        return value


JSON = Json("json", "application/json", "JSON")
