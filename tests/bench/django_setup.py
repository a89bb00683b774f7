"""To be imported first: Django is set up, on the embedded server if no other is named."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factbase.project.settings")

from factbase.database.startup import start_if_embedded

start_if_embedded()
django.setup()
