"""manage.py pooling: make ready for PgBouncer."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from factbase.database.pgbouncer import PgBouncerError, configure_roles


class Command(BaseCommand):
    help = (
        "Put on the database users of DATABASE_URL and DATABASE_READ_URL the settings that connections through "
        "PgBouncer cannot ask for. Once before the first start with PGBOUNCER=1; it can be repeated."
    )
    requires_system_checks = []

    def handle(self, **options) -> None:
        reader = connections["read"].settings_dict["USER"]
        try:
            configure_roles(reader)
        except PgBouncerError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"The users {connections['default'].settings_dict['USER']} and {reader} are ready. Connections that "
            "PgBouncer holds already get the settings after RECONNECT in its console."
        )
