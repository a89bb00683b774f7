"""WSGI middleware for what every answer of the API needs, from the cache or not: the security headers.

It is the outermost layer. Answers from the cache pass no middleware of Django, so whatever concerns every answer (such
as a request id, counters or CORS) belongs here.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

ROOT = "/api/"
"""The path below which the API answers."""

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class AnswerHeaders:
    """Add to each answer of the API the headers that Django's SecurityMiddleware adds to pages."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._proxy = settings.SECURE_PROXY_SSL_HEADER
        self._headers = [
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
            ("Cross-Origin-Opener-Policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY),
        ]
        age = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"
        hsts = [("Strict-Transport-Security", age)] if settings.SECURE_HSTS_SECONDS else []
        self._secure_headers = self._headers + hsts

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith(ROOT):
            return self._application(environ, start_response)
        headers = self._secure_headers if self._is_secure(environ) else self._headers

        def start(status: str, own: list[tuple[str, str]], *error: Any) -> Any:
            return start_response(status, own + headers, *error)

        return self._application(environ, start)

    def _is_secure(self, environ: Environ) -> bool:
        """Return whether the client used HTTPS, as the server or the trusted proxy says (HttpRequest.is_secure)."""
        if self._proxy and (scheme := environ.get(self._proxy[0])) is not None:
            return scheme.split(",")[0].strip() == self._proxy[1]
        return environ["wsgi.url_scheme"] == "https"
