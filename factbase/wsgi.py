"""The WSGI application, for HTTP servers."""

import os

from django.core.wsgi import get_wsgi_application

from factbase.database.entry import start_if_embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factbase.settings")
start_if_embedded()
application = get_wsgi_application()
