"""What a person or a program meets first: the index, the OpenAPI document, Swagger UI and Redoc."""

from pathlib import Path

from django.http import HttpResponse, JsonResponse
from drf_spectacular.settings import spectacular_settings
from drf_spectacular.views import SpectacularRedocView, SpectacularSwaggerSplitView
from rest_framework.views import APIView

from api.http.static_views import parse_static_params
from factbase.history.records import BY_NAME
from factbase.models.route_words import route_words

DOCUMENT = Path(__file__).parent / "openapi.json"


class Index(APIView):
    """Where everything is."""

    schema = None

    def get(self, request) -> HttpResponse:
        parse_static_params(request.GET, {})
        tags = [tag["name"] for tag in spectacular_settings.TAGS]
        resources = [name for name in tags if name in BY_NAME and BY_NAME[name].has_pages]
        at = request.build_absolute_uri

        def in_braces(template: str) -> str:
            return at(template).replace("%7B", "{").replace("%7D", "}")

        return JsonResponse(
            {
                "resources": {name: at(f"{name}/") for name in resources},
                "questions": {
                    "positions_by_actor": in_braces("topics/{slug}/positions/by-actor/"),
                    "actors_resolve": at("actors/resolve/"),
                    "reconcile": at("reconcile/"),
                    "timeline": at("timeline/"),
                    "source_facts": in_braces("sources/{slug}/facts/"),
                    "search": in_braces("search/?q={words}"),
                    "positions_matrix": at("positions/matrix/"),
                    "verify": in_braces("verify/?actor={actor}&topic={topic}&stance={stance}&on={day}"),
                    "verify_text": in_braces("verify/text/?text={text}"),
                    "positions_shifts": at("positions/shifts/"),
                    "actors_agreement": in_braces("actors/{slug}/agreement/"),
                },
                "memory": {name: at(f"{name}/") for name in ("changes", "corrections", "releases")},
                "export": at("export/"),
                "reserved_slugs": sorted(route_words()),
                "documentation": {
                    "codebook": at("codebook/"),
                    "openapi": at("schema/"),
                    "swagger_ui": at("docs/"),
                    "redoc": at("redoc/"),
                },
            }
        )


class SchemaView(APIView):
    """The OpenAPI document, as it is committed; a test compares it with the code."""

    schema = None

    def get(self, request) -> HttpResponse:
        parse_static_params(request.GET, {})
        return HttpResponse(DOCUMENT.read_bytes(), content_type="application/vnd.oai.openapi+json")


class SwaggerView(SpectacularSwaggerSplitView):
    """Swagger UI, for trying calls in the browser."""

    url_name = "v1:schema"


class RedocView(SpectacularRedocView):
    """Redoc, for reading."""

    url_name = "v1:schema"
    template_name = "api/redoc.html"
