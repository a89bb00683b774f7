"""The API as a WSGI application, beside Django's own, which serves the admin.

Sessions, CSRF tokens and messages belong to people, so no middleware of Django runs for a read.
"""

from collections.abc import Callable, Iterable
from typing import cast

from django.conf import settings
from django.core.handlers.exception import response_for_exception
from django.core.handlers.wsgi import WSGIRequest, get_script_name
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import ResolverMatch, get_resolver, is_valid_path, set_script_prefix
from django.utils.http import escape_leading_slashes

from .answer_headers import ROOT, AnswerHeaders, Application, Environ, StartResponse
from .cache.lru import bounded_cache
from .cache.middleware import CacheMiddleware
from .problems import nul_byte_problem


def with_api(django_application: Application, cache_bytes: int) -> Application:
    """Return the application of the whole service, with what every answer of the API needs around the cache."""
    return AnswerHeaders(CacheMiddleware(route(django_application), cache_bytes))


def route(django_application: Application) -> Application:
    """Return the application that answers below /api/ itself and passes all other paths to Django's."""

    def routed(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        return (answer if environ["PATH_INFO"].startswith(ROOT) else django_application)(environ, start_response)

    return routed


def answer(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """Answer a request. The body is a list, or a stream that the server must close."""
    set_script_prefix(get_script_name(environ))
    close_old_connections()
    response = respond(WSGIRequest(environ))
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return cast(Iterable[bytes], response) if response.streaming else [response.content]


def respond(request: HttpRequest) -> HttpResponse:
    """Return the response of a view, or the error or the redirect that the URL leads to."""
    try:
        response = _refuse(request) or _call_view(request)
    except Exception as error:
        response = cast(HttpResponse, response_for_exception(request, error))
    if response.status_code == 404 and (moved := _redirect_with_slash(request)):
        response = moved
    if not response.streaming and "Content-Length" not in response.headers:
        response.headers["Content-Length"] = str(len(response.content))
    if not getattr(response, "xframe_options_exempt", False):
        response.headers["X-Frame-Options"] = settings.X_FRAME_OPTIONS
    return response


def _call_view(request: HttpRequest) -> HttpResponse:
    request.build_absolute_uri("/")  # raises DisallowedHost; the request keeps the host for its links
    match = _resolve(request.path_info)
    request.resolver_match = match
    response = match.func(request, *match.args, **match.kwargs)
    return response.render() if hasattr(response, "render") else response


@bounded_cache(500)
def _resolve(path: str) -> ResolverMatch:
    return get_resolver().resolve(path)


def _refuse(request: HttpRequest) -> HttpResponse | None:
    """Return the error for a NUL byte in the URL, or the redirect to HTTPS, if the service requires it."""
    if has_nul_byte(request):
        return nul_byte_problem(request)
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        return HttpResponsePermanentRedirect(f"https://{request.get_host()}{request.get_full_path()}")
    return None


def _redirect_with_slash(request: HttpRequest) -> HttpResponse | None:
    """Return the redirect to the same URL with a slash at the end of its path, if only that exists."""
    path = request.path_info
    if path.endswith("/") or is_valid_path(path) or not is_valid_path(f"{path}/"):
        return None
    return HttpResponsePermanentRedirect(escape_leading_slashes(request.get_full_path(force_append_slash=True)))


def has_nul_byte(request: HttpRequest) -> bool:
    """Return whether there is a NUL byte anywhere in the URL: PostgreSQL cannot store one."""
    query = request.META.get("QUERY_STRING", "")
    return "\x00" in request.path_info or "\x00" in query or "%00" in query


def refuse_nul_bytes(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Return middleware, for the admin, that answers 400 to a NUL byte in a URL."""
    return lambda request: nul_byte_problem(request) if has_nul_byte(request) else get_response(request)
