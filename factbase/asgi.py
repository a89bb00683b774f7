"""The ASGI application, for HTTP servers."""

import os

from django.core.asgi import get_asgi_application

from factbase.database.entry import start_if_embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factbase.settings")
start_if_embedded()
application = get_asgi_application()
