"""Session, login and message middleware for the admin only, since the API has no sessions."""

from django.contrib.auth import middleware as auth
from django.contrib.messages import middleware as messages
from django.contrib.sessions import middleware as sessions
from django.utils.deprecation import MiddlewareMixin


class _SkipApi(MiddlewareMixin):
    def __call__(self, request):
        if request.path_info.startswith("/api/"):
            return self.get_response(request)
        return super().__call__(request)


class SessionMiddleware(_SkipApi, sessions.SessionMiddleware): ...


class AuthenticationMiddleware(_SkipApi, auth.AuthenticationMiddleware): ...


class MessageMiddleware(_SkipApi, messages.MessageMiddleware): ...
