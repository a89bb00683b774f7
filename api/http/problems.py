"""Errors as problem details (RFC 9457), inside and outside the API's views."""

import json
import logging
from http import HTTPStatus
from urllib.parse import parse_qsl

from django.core.exceptions import DisallowedHost
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.views import defaults
from rest_framework import exceptions, serializers

from factbase.vocabulary import ReasonCode

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"


class ParameterErrorSerializer(serializers.Serializer):
    """An error in one parameter."""

    parameter = serializers.CharField(help_text="The name of the parameter, as in the request.")
    detail = serializers.CharField(help_text="The error and the expected value.")
    suggestion = serializers.CharField(required=False, help_text="The nearest valid name or value, if one is similar.")


class ProblemSerializer(serializers.Serializer):
    """An error as problem details (RFC 9457)."""

    type = serializers.CharField(help_text="The type of problem. Always about:blank: the HTTP status is the type.")
    title = serializers.CharField(help_text="The HTTP status as text.")
    status = serializers.IntegerField(help_text="The HTTP status code.")
    detail = serializers.CharField(help_text="The error and what to do next.")
    instance = serializers.CharField(help_text="The path of the request.")
    errors = ParameterErrorSerializer(many=True, required=False, help_text="The wrong parameters, each with its error.")
    suggestion = serializers.CharField(required=False, help_text="The nearest valid slug, if one is similar.")


class WithdrawnSerializer(ProblemSerializer):
    """A withdrawn record as problem details (RFC 9457)."""

    errors = suggestion = None  # the request had no error
    reason = serializers.CharField(help_text="The reason for the withdrawal, as text.")
    reason_code = serializers.ChoiceField(
        ReasonCode.choices, allow_null=True, help_text="The reason as a code; null if the editor gave none."
    )
    withdrawn_in = serializers.IntegerField(help_text="The revision in which the record was withdrawn.")
    withdrawn_at = serializers.DateTimeField(help_text="The time of the withdrawal.")
    history = serializers.URLField(help_text="The URL of the history of the record.")


class Problem(exceptions.APIException):
    """An error response with a status, a detail, and more members of its own."""

    def __init__(self, status: int, detail: str, **members) -> None:
        super().__init__(detail)
        self.status_code = status
        self.members = members
        self.headers: dict[str, str] = {}


class InvalidParameters(Problem):
    """400: unknown or wrong parameters. Each error has a `parameter`, a `detail` and sometimes a `suggestion`."""

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__(400, " ".join(error["detail"] for error in errors), errors=errors)


class NotFound(Problem):
    """404, with the nearest slug or name that exists, if one is similar."""

    def __init__(self, detail: str, near: str | None) -> None:
        super().__init__(404, f"{detail} Did you mean “{near}”?" if near else detail)
        self.members = {"suggestion": near} if near else {}


class Busy(Problem):
    """503: the service cannot answer at the moment. Retry-After says when to try again."""

    def __init__(self, detail: str) -> None:
        super().__init__(503, detail)
        self.headers = {"Retry-After": "5", "Cache-Control": "no-store"}


def problem_response(
    request: HttpRequest, status: int, detail: str, headers: dict | None = None, **members
) -> HttpResponse:
    """Return the response for a problem."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    body |= {"instance": request.path, **members}
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=CONTENT_TYPE, headers=headers)


def handle(error: Exception, context: dict) -> HttpResponse | None:
    """Handle an exception in a view of REST framework; an unknown one becomes a 500 in `server_error`."""
    request = getattr(context["request"], "_request", context["request"])
    if isinstance(error, OperationalError | InterfaceError):
        logger.error("The database does not answer: %s", error)
        error = Busy("The database is not available at the moment. Try again in a few seconds.")
    if isinstance(error, Problem):
        return problem_response(request, error.status_code, str(error.detail), error.headers, **error.members)
    if isinstance(error, Http404):
        return problem_response(request, 404, "There is nothing at this URL.")
    if isinstance(error, exceptions.MethodNotAllowed):
        detail = f"The method {request.method} is not allowed here: the API is read-only."
        return problem_response(request, 405, detail, headers={"Allow": ", ".join(context["view"].allowed_methods)})
    if isinstance(error, exceptions.APIException):
        return problem_response(request, error.status_code, str(error.detail))
    return None


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return 404 for a path without a view."""
    if request.path.startswith("/admin/"):
        return defaults.page_not_found(request, exception)
    return problem_response(request, 404, "There is nothing at this path. The page at / lists the entry points.")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return 400 for a request that Django rejects, such as one for an unknown host."""
    if isinstance(exception, DisallowedHost):
        host = request.META.get("HTTP_HOST", "")[:100]
        return problem_response(request, 400, f"The host “{host}” is not in the server's setting ALLOWED_HOSTS.")
    return problem_response(request, 400, "The request is malformed.")


def server_error(request: HttpRequest) -> HttpResponse:
    """Return 500. Django has logged the exception."""
    if request.path.startswith("/admin/"):
        return defaults.server_error(request)
    return problem_response(request, 500, "An error occurred on the server; it has been logged.")


def nul_byte_problem(request: HttpRequest) -> HttpResponse:
    """Return the 400 for a NUL byte in the URL."""
    detail = "there is a NUL byte in it. Leave it out."
    query = request.META.get("QUERY_STRING", "")
    names = [name for name, value in parse_qsl(query, keep_blank_values=True) if "\x00" in value]
    if names:
        error: Problem = InvalidParameters([{"parameter": name, "detail": f"{name}: {detail}"} for name in names])
    else:
        error = Problem(400, f"The URL is wrong: {detail}")
    return problem_response(request, error.status_code, str(error.detail), **error.members)
