"""The index, the OpenAPI document, Swagger UI and Redoc."""

from pathlib import Path

from django.http import HttpResponse, JsonResponse
from drf_spectacular.settings import spectacular_settings
from rest_framework.views import APIView

from api.http.request.parameters import parse
from factbase.history.records import BY_NAME
from factbase.models.route_words import route_words

DOCUMENT = Path(__file__).parent / "openapi.json"


class Index(APIView):
    """URLs and URL templates of the endpoints."""

    schema = None

    def get(self, request) -> HttpResponse:
        parse(dict(request.GET.lists()), {})
        tags = [tag["name"] for tag in spectacular_settings.TAGS]
        resources = [name for name in tags if name in BY_NAME and BY_NAME[name].has_pages]

        def url(path: str) -> str:
            return request.build_absolute_uri(path).replace("%7B", "{").replace("%7D", "}")

        return JsonResponse(
            {
                "resources": {name: url(f"{name}/") for name in resources},
                "questions": {
                    "positions_by_actor": url("topics/{slug}/positions/by-actor/"),
                    "actors_resolve": url("actors/resolve/"),
                    "reconcile": url("reconcile/"),
                    "timeline": url("timeline/"),
                    "source_facts": url("sources/{slug}/facts/"),
                    "search": url("search/?q={words}"),
                    "positions_matrix": url("positions/matrix/"),
                    "verify": url("verify/?actor={actor}&topic={topic}&stance={stance}&on={day}"),
                    "verify_text": url("verify/text/?text={text}"),
                    "positions_shifts": url("positions/shifts/"),
                    "actors_agreement": url("actors/{slug}/agreement/"),
                },
                "memory": {name: url(f"{name}/") for name in ("changes", "corrections", "releases")},
                "export": url("export/"),
                "reserved_slugs": sorted(route_words()),
                "documentation": {
                    "codebook": url("codebook/"),
                    "openapi": url("schema/"),
                    "swagger_ui": url("docs/"),
                    "redoc": url("redoc/"),
                },
            }
        )


class SchemaView(APIView):
    """The committed OpenAPI document; a test compares it with the code."""

    schema = None

    def get(self, request) -> HttpResponse:
        parse(dict(request.GET.lists()), {})
        return HttpResponse(DOCUMENT.read_bytes(), content_type="application/vnd.oai.openapi+json")
