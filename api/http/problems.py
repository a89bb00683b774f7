"""Errors as RFC 9457 problem details, everywhere: in the API's views and outside them."""

import json
import logging
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote_plus

from django.core.exceptions import DisallowedHost
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.views import defaults
from rest_framework import exceptions, serializers

from factbase.vocabulary import ReasonCode

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"


class ParameterErrorSerializer(serializers.Serializer):
    """What is wrong with one parameter."""

    parameter = serializers.CharField(help_text="The name of the parameter, as it was sent.")
    detail = serializers.CharField(help_text="What is wrong with it, and what is expected.")
    suggestion = serializers.CharField(required=False, help_text="The nearest valid name or value, where one is near.")


class ProblemSerializer(serializers.Serializer):
    """An error, as RFC 9457 describes it."""

    type = serializers.CharField(help_text="The kind of problem: about:blank, as the status says all.")
    title = serializers.CharField(help_text="The status in words.")
    status = serializers.IntegerField(help_text="The HTTP status code.")
    detail = serializers.CharField(help_text="What went wrong and what to do next.")
    instance = serializers.CharField(help_text="The path that was asked for.")
    errors = ParameterErrorSerializer(many=True, required=False, help_text="Each parameter that is wrong.")
    suggestion = serializers.CharField(required=False, help_text="The nearest valid slug, where one is near.")


class WithdrawnSerializer(ProblemSerializer):
    """That a fact was withdrawn, as RFC 9457 describes errors."""

    errors = suggestion = None  # nothing was wrong with the request
    reason = serializers.CharField(help_text="Why it was withdrawn.")
    reason_code = serializers.ChoiceField(
        ReasonCode.choices, allow_null=True, help_text="What was wrong with it, in one word; null if that was not told."
    )
    withdrawn_in = serializers.IntegerField(help_text="The revision that withdrew it.")
    withdrawn_at = serializers.DateTimeField(help_text="When it was withdrawn.")
    history = serializers.URLField(help_text="Where its history is.")


class Problem(exceptions.APIException):
    """A problem with members of its own beside `detail`."""

    def __init__(self, status: int, detail: str, **members) -> None:
        super().__init__(detail)
        self.status_code = status
        self.members = members
        self.headers: dict[str, str] = {}


class InvalidParameters(Problem):
    """400: parameters that are unknown or wrong; each error has `parameter`, `detail` and perhaps `suggestion`."""

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__(400, " ".join(error["detail"] for error in errors), errors=errors)


class Busy(Problem):
    """503: there is no place at the moment for what was asked; with when to ask again."""

    def __init__(self, detail: str) -> None:
        super().__init__(503, detail)
        self.headers = {"Retry-After": "5", "Cache-Control": "no-store"}


def problem_response(
    request: HttpRequest, status: int, detail: str, headers: dict | None = None, **members
) -> HttpResponse:
    """The response for a problem."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.path,
        **members,
    }
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=CONTENT_TYPE, headers=headers)


def handle(error: Exception, context: dict) -> HttpResponse | None:
    """REST framework's exception handler. What it does not know becomes a 500 in `server_error`."""
    request = context["request"]._request
    if isinstance(error, Problem):
        return problem_response(request, error.status_code, str(error.detail), error.headers, **error.members)
    if isinstance(error, Http404):
        return problem_response(request, 404, "There is nothing here.")
    if isinstance(error, exceptions.MethodNotAllowed):
        allowed = ", ".join(context["view"].allowed_methods)
        return problem_response(
            request, 405, f"{request.method} is not possible here: the API is read-only.", headers={"Allow": allowed}
        )
    if isinstance(error, OperationalError | InterfaceError):
        logger.error("The database does not answer: %s", error)
        return problem_response(
            request,
            503,
            "The database does not answer at the moment: ask again in some seconds.",
            headers={"Retry-After": "5", "Cache-Control": "no-store"},
        )
    if isinstance(error, exceptions.APIException):
        return problem_response(request, error.status_code, str(error.detail))
    return None


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 for a path that no view has."""
    if request.path.startswith("/admin/"):
        return defaults.page_not_found(request, exception)
    return problem_response(request, 404, "There is nothing at this path. The entry points are listed at /.")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 for a request that Django itself refuses, such as one for an unknown host."""
    if isinstance(exception, DisallowedHost):
        host = request.META.get("HTTP_HOST", "")[:100]
        return problem_response(
            request, 400, f"“{host}” is not served here: the server's ALLOWED_HOSTS names the hosts."
        )
    return problem_response(request, 400, "The request is malformed.")


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Django has logged the exception."""
    if request.path.startswith("/admin/"):
        return defaults.server_error(request)
    return problem_response(request, 500, "Something went wrong on our side; it has been logged.")


class RefuseNulBytes:
    """Middleware: a NUL byte anywhere in a URL is a 400. PostgreSQL cannot hold one, and nobody means one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "\x00" not in request.path_info and "\x00" not in unquote_plus(query):
            return self.get_response(request)
        detail = "there is a NUL byte in it: leave it out."
        given = [name for name, value in parse_qsl(query, keep_blank_values=True) if "\x00" in value]
        if not given:
            return problem_response(request, 400, f"The URL is wrong: {detail}")
        errors = [{"parameter": name, "detail": f"{name}: {detail}"} for name in given]
        return problem_response(request, 400, " ".join(error["detail"] for error in errors), errors=errors)
