"""Set up Django, on the embedded server if DATABASE_URL is not set. Import this module before all others."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factbase.project.settings")

from factbase.database.embedded import start_if_embedded

start_if_embedded()
django.setup()
