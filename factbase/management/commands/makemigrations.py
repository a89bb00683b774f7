"""manage.py makemigrations: Django's command, which fills new columns of history tables like the live columns."""

from django.core.management.commands import makemigrations

from factbase.history.autodetector import HistoryAutodetector


class Command(makemigrations.Command):
    autodetector = HistoryAutodetector
