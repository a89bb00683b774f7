"""manage.py flush: refused, since facts are not emptied out; says what to do instead."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import flush


class Command(flush.Command):
    help = "Refused: facts keep their history."

    def handle(self, **options: Any) -> None:
        raise CommandError(
            "Facts keep their history, so their tables are not emptied. To begin anew, drop them with all facts and "
            "history (`python manage.py migrate factbase zero`) and make them again (`python manage.py migrate`); "
            "users stay. Or create another database, and name it in DATABASE_URL."
        )
