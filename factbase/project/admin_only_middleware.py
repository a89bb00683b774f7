"""Middlewares for the pages that people log into. The API knows no sessions: its requests pass by."""

from django.contrib.auth import middleware as auth
from django.contrib.messages import middleware as messages
from django.contrib.sessions import middleware as sessions
from django.utils.deprecation import MiddlewareMixin


class _PassedByTheApi(MiddlewareMixin):
    def __call__(self, request):
        if request.path_info.startswith("/api/"):
            return self.get_response(request)
        return super().__call__(request)


class SessionMiddleware(_PassedByTheApi, sessions.SessionMiddleware):
    """Who comes back, by a cookie."""


class AuthenticationMiddleware(_PassedByTheApi, auth.AuthenticationMiddleware):
    """Who is logged in."""


class MessageMiddleware(_PassedByTheApi, messages.MessageMiddleware):
    """What is to be said on the next page."""
