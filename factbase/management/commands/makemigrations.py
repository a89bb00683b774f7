"""manage.py makemigrations: Django's own, which fills a new column of a history table as its live column is filled."""

from django.core.management.commands import makemigrations

from factbase.history.autodetector import HistoryAutodetector


class Command(makemigrations.Command):
    autodetector = HistoryAutodetector
