"""Settings from environment variables, which docs/settings.md lists; none is required to run locally."""

import os
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from factbase.database import connection_settings, embedded, roles
from factbase.vocabulary import ENUMS

from . import secret_key
from .static_version import static_version


def _flag(name: str, default: bool) -> bool:
    value = os.environ.get(name, "")
    if value.lower() not in ("", "0", "1", "true", "false"):
        raise ImproperlyConfigured(f"{name} is “{value}”: set it to 1 or 0.")
    return default if value == "" else value.lower() in ("1", "true")


def _number(name: str, default: int) -> int:
    value = os.environ.get(name) or str(default)
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"{name} is “{value}”: set it to a whole number, such as {default}.")
    return int(value)


def _list(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


BASE_DIR = Path(__file__).resolve().parents[2]
DEBUG = _flag("DEBUG", False)
SECRET_KEY = os.environ.get("SECRET_KEY") or secret_key.load_or_create(embedded.data_directory() / "secret_key")
ALLOWED_HOSTS = _list("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = _list("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pgtrigger",
    "factbase",
    "api",
]
MIDDLEWARE = [  # of the admin: answers of the API pass none of them (api/http/application.py)
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "api.http.application.refuse_nul_bytes",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "factbase.project.urls"
WSGI_APPLICATION = "factbase.project.wsgi.application"
TEST_RUNNER = "factbase.project.test_runner.PytestRunner"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "DIRS": [BASE_DIR / "factbase" / "project" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# PostgreSQL: the server in DATABASE_URL, or an embedded one, which the entry points start.
# In PgBouncer's transaction mode, connections choose no settings: manage.py pooling sets them on the roles.
PGBOUNCER = _flag("PGBOUNCER", False)
_URL, _READ_URL = os.environ.get("DATABASE_URL"), os.environ.get("DATABASE_READ_URL")
_REPLICA_URLS = _list("DATABASE_REPLICA_URLS")
if _REPLICA_URLS and not _URL:
    raise ImproperlyConfigured("DATABASE_REPLICA_URLS needs DATABASE_URL, the server of which they are replicas.")
if PGBOUNCER and not _READ_URL:
    raise ImproperlyConfigured("PGBOUNCER=1 needs a separate user for reading: name it in DATABASE_READ_URL.")
try:  # by default, migrate creates the API's user; its password is stored like the secret key
    _reader = {} if _READ_URL else roles.reader(secret_key.load_or_create(embedded.data_directory() / "read_password"))
except OSError as error:
    raise ImproperlyConfigured(
        f"The password of the reading user cannot be stored ({error}): name that user in DATABASE_READ_URL."
    ) from error
_options: dict[str, Any] = {"user": _reader, "pooled": PGBOUNCER, "prepared": _flag("PREPARED_STATEMENTS", True)}
DATABASES = {
    "default": connection_settings.primary_settings(_URL, pooled=PGBOUNCER),
    # the same database, for the API
    "read": connection_settings.read_settings(
        "DATABASE_READ_URL" if _READ_URL else "DATABASE_URL", _READ_URL or _URL, **_options
    ),
} | {
    f"replica_{place}": connection_settings.read_settings("DATABASE_REPLICA_URLS", url, replica=True, **_options)
    for place, url in enumerate(_REPLICA_URLS, 1)
}
DATABASE_ROUTERS = ["factbase.history.snapshot.ReadRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# factbase/history/history_tables.py installs the triggers after each migration.
PGTRIGGER_MIGRATIONS = False

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}Validator"}
    for name in ("UserAttributeSimilarity", "MinimumLength", "CommonPassword", "NumericPassword")
]
LANGUAGE_CODE = "en"
USE_I18N = False
FORMAT_MODULE_PATH = "factbase.project.locale_formats"
TIME_ZONE = "UTC"

STATIC_URL = f"/static/{static_version()}/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = lambda path, url: not DEBUG  # noqa: E731  all URLs contain the version

# The size of a worker's response cache in memory; 0 disables it.
CACHE_BYTES = _number("CACHE_BYTES", 24_000_000)

# HTTPS=1 if clients use HTTPS: secure cookies, HSTS, redirects.
HTTPS = _flag("HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("BEHIND_PROXY", False) else None

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_SCHEMA_CLASS": "api.http.openapi.operations.Schema",
    "EXCEPTION_HANDLER": "api.http.problems.handle",
    "URL_FORMAT_OVERRIDE": None,
}
TAGS = {
    "processes": "Peace processes.",
    "actors": "Anyone who can hold a position, attend a meeting or publish.",
    "topics": "Issues under negotiation, and the positions on them.",
    "meetings": "Talks, calls, statements and other occasions.",
    "positions": "The position of one actor on one topic.",
    "proposals": "Peace plans and agreements, one entry per version.",
    "claims": "Statements of fact, and the actors and sources that assert, dispute or relay them.",
    "sources": "The documents that report facts.",
    "discrepancies": "Differences between sources.",
    "timeline": "Meetings, positions, proposals and claims in one stream by date.",
    "verify": "Checks of statements about an actor's stance against the fact base.",
    "reconcile": "Matching of names with actors, for OpenRefine.",
    "changes": "The changes of each revision to each record.",
    "corrections": "Corrections of published errors.",
    "releases": "The fact base frozen under a tag, to cite and to download.",
    "export": "The whole fact base in one file.",
    "codebook": "The meaning of each value of each enum, and its crosswalks.",
}
"""The groups of endpoints in the OpenAPI document, each with its description."""

SPECTACULAR_SETTINGS = {
    "TITLE": "Peace-talks fact base",
    "DESCRIPTION": (
        "Who held which position on which topic, when, said by whom, on what occasion, reported where. "
        "You need no API key. `null` means that the sources do not say. Dates of facts are EDTF strings (ISO 8601-2); "
        "the fields beside them hold the earliest and the latest day, 0001-01-01 and 9999-12-31 if the date is open. "
        "Each response shows one revision of the fact base, named in its ETag; `as_of` or Accept-Datetime (RFC 7089) "
        "selects a past one. `changes/` lists all changes, `corrections/` those that correct errors. "
        "Give several values of a parameter separated by commas, or repeat the parameter. "
        "Errors are problem details (RFC 9457)."
    ),
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "LICENSE": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    "SORT_OPERATION_PARAMETERS": False,
    "DEFAULT_GENERATOR_CLASS": "api.http.openapi.version_generator.VersionSchemaGenerator",
    "SCHEMA_PATH_PREFIX": "/api/v[0-9]+",
    "TAGS": [{"name": name, "description": description} for name, description in TAGS.items()],
    # a serializer has the name Shift
    "ENUM_NAME_OVERRIDES": {name: f"factbase.vocabulary.{name}" for name in ENUMS if name != "Shift"},
    # the codebook describes the values
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "api.http.openapi.enum_descriptions.describe_enums",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "tryItOutEnabled": False, "displayRequestDuration": True},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {  # errors of clients are not logged
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},
    },
}
