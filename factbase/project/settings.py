"""Settings, driven by the environment. The README lists every variable; none is needed to run locally."""

import os
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from factbase.database import connection_settings, embedded, roles

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
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "api.http.problems.RefuseNulBytes",
    "factbase.project.admin_only_middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "factbase.project.admin_only_middleware.AuthenticationMiddleware",
    "factbase.project.admin_only_middleware.MessageMiddleware",
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

# PostgreSQL: the server that DATABASE_URL names, or an embedded one. Entry points start it; here is only where it is.
EMBEDDED_DATABASE = not os.environ.get("DATABASE_URL")

# Through PgBouncer in transaction mode, connections ask for no settings: manage.py pooling puts them on their roles.
PGBOUNCER = _flag("PGBOUNCER", False)
_URL, _READ_URL = os.environ.get("DATABASE_URL"), os.environ.get("DATABASE_READ_URL")
_REPLICA_URLS = _list("DATABASE_REPLICA_URLS")
if _REPLICA_URLS and not _URL:
    raise ImproperlyConfigured("DATABASE_REPLICA_URLS names replicas of the server in DATABASE_URL: set that too.")
if PGBOUNCER and not _READ_URL:
    raise ImproperlyConfigured("PGBOUNCER=1 needs a user of its own for reading: name it in DATABASE_READ_URL.")
try:  # unless one is named, migrate makes the API's user, with a password that is kept as the secret key is
    _reader = {} if _READ_URL else roles.reader(secret_key.load_or_create(embedded.data_directory() / "read_password"))
except OSError as error:
    raise ImproperlyConfigured(
        f"No password can be kept ({error}): name the user to read as in DATABASE_READ_URL."
    ) from error
_how: dict[str, Any] = {"user": _reader, "pooled": PGBOUNCER, "prepared": _flag("PREPARED_STATEMENTS", True)}
DATABASES = {
    "default": connection_settings.primary_settings(_URL, pooled=PGBOUNCER),
    # the same database, for the API
    "read": connection_settings.read_settings(
        "DATABASE_READ_URL" if _READ_URL else "DATABASE_URL", _READ_URL or _URL, **_how
    ),
} | {
    f"replica_{place}": connection_settings.read_settings("DATABASE_REPLICA_URLS", url, replica=True, **_how)
    for place, url in enumerate(_REPLICA_URLS, 1)
}
DATABASE_ROUTERS = ["factbase.history.snapshot.ReadRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Triggers are installed after each migration from the models as they are then (factbase/history/history_tables.py).
PGTRIGGER_MIGRATIONS = False

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LANGUAGE_CODE = "en"
USE_I18N = False
FORMAT_MODULE_PATH = "factbase.project.locale_formats"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = f"/static/{static_version()}/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = lambda path, url: not DEBUG  # noqa: E731  all their addresses have the version
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# What a worker keeps of whole answers, in memory; 0 keeps none.
CACHE_BYTES = _number("CACHE_BYTES", 24_000_000)
# How many questions a worker keeps, so that only the base need be asked when it moved on; 0 keeps none.
KEPT_QUESTIONS = _number("KEPT_QUESTIONS", 500)

# HTTPS=1 when the service is reached through HTTPS: secure cookies, HSTS, redirects.
HTTPS = _flag("HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("BEHIND_PROXY", False) else None
X_FRAME_OPTIONS = "DENY"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_SCHEMA_CLASS": "api.http.openapi.schema.Schema",
    "EXCEPTION_HANDLER": "api.http.problems.handle",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Peace-talks fact base",
    "DESCRIPTION": (
        "Who held which position on which topic, when, said by whom, on what occasion, reported where. "
        "Reading needs no key. `null` means that the texts do not say. Dates of facts are EDTF strings (ISO 8601-2); "
        "the days beside them are the first and the last that the string allows, 0001-01-01 and 9999-12-31 where it is "
        "open. Every answer shows one revision of the base, which its ETag names; `as_of` or Accept-Datetime "
        "(RFC 7089) asks for a past one. What was changed since, `changes/` lists, and `corrections/` what was wrong. "
        "A parameter that takes several values takes them separated by commas, or is given several times. "
        "Errors are problem details (RFC 9457)."
    ),
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "LICENSE": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    "SORT_OPERATION_PARAMETERS": False,
    "DEFAULT_GENERATOR_CLASS": "api.http.openapi.generator.VersionSchemaGenerator",
    "SCHEMA_PATH_PREFIX": "/api/v[0-9]+",
    "TAGS": [
        {"name": "processes", "description": "Peace processes."},
        {"name": "actors", "description": "Anyone who can hold a position, attend a meeting or publish."},
        {"name": "topics", "description": "Issues under negotiation, and who holds what on them."},
        {"name": "meetings", "description": "Occasions on which something was said, negotiated or decided."},
        {"name": "positions", "description": "What one actor holds on one topic."},
        {"name": "proposals", "description": "Peace plans, each version by itself."},
        {"name": "claims", "description": "Statements of fact, and who asserts, disputes or relays them."},
        {"name": "sources", "description": "The documents that report facts."},
        {"name": "discrepancies", "description": "Where sources differ."},
        {"name": "timeline", "description": "Meetings, positions, proposals and claims in one stream by date."},
        {"name": "verify", "description": "Whether the base bears out that an actor holds a stance."},
        {"name": "reconcile", "description": "Matching names with actors, as OpenRefine does."},
        {"name": "changes", "description": "What each revision did to each record."},
        {"name": "corrections", "description": "What was published and turned out wrong."},
        {"name": "releases", "description": "The base frozen under a tag, to be cited and to be had whole."},
        {"name": "export", "description": "The whole base in one file."},
        {"name": "codebook", "description": "What the words mean: every value of every enum, and its crosswalks."},
    ],
    "ENUM_NAME_OVERRIDES": {
        name: f"factbase.vocabulary.{name}"
        for name in (
            "ActorKind",
            "Attribution",
            "ClaimKind",
            "Comparison",
            "ConditionEffect",
            "Credibility",
            "DateBasis",
            "Directness",
            "DiscrepancyKind",
            "EvidenceList",
            "Finding",
            "MeetingFormat",
            "MeetingKind",
            "MeetingStatus",
            "NameKind",
            "NameMatch",
            "Part",
            "ParticipationRole",
            "ProposalStatus",
            "Qualifier",
            "ReasonCode",
            "Reliability",
            "RevisionKind",
            "SpeechAct",
            "Stance",
            "TimelineKind",
            "TimelinePrecision",
            "Verb",
            "Verdict",
            "VoiceRole",
        )
    },
    # what the values mean, the codebook says
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "api.http.openapi.enums.describe_enums"],
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
    "loggers": {  # what a client did wrong is told to the client
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},
    },
}
