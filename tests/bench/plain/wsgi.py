"""The WSGI application of the plain project."""

import os

from django.core.wsgi import get_wsgi_application

from factbase.database.embedded import start_if_embedded

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.plain.settings"
start_if_embedded()
application = get_wsgi_application()
