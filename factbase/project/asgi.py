"""The ASGI application, for HTTP servers."""

import os

from django.core.asgi import get_asgi_application

from factbase.database.startup import start_if_embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factbase.project.settings")
start_if_embedded()
application = get_asgi_application()
