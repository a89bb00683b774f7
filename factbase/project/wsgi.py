"""The WSGI application, for HTTP servers."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

from factbase.database.embedded import start_if_embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factbase.project.settings")
start_if_embedded()
django_application = get_wsgi_application()  # before the API is imported, as it loads the apps
application = import_string("api.http.application.with_api")(django_application, settings.CACHE_BYTES)
