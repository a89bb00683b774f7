"""manage.py flush: refused, since facts keep their history."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import flush


class Command(flush.Command):
    help = "Fails: the tables of facts keep their history and cannot be emptied."

    def handle(self, **options: Any) -> None:
        raise CommandError(
            "The tables of facts keep their history and cannot be emptied. To start again, drop them with all facts "
            "and history (`python manage.py migrate factbase zero`) and create them (`python manage.py migrate`); "
            "users stay. Or create another database, and name it in DATABASE_URL."
        )
