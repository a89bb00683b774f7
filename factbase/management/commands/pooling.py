"""manage.py pooling: prepare the database for PgBouncer."""

from django.core.management.base import BaseCommand
from django.db import connections

from factbase.database.pgbouncer import configure_roles


class Command(BaseCommand):
    help = (
        "Set defaults for the database users of DATABASE_URL and DATABASE_READ_URL, since connections through "
        "PgBouncer cannot choose settings. Run it once before the first start with PGBOUNCER=1; it can be repeated."
    )
    requires_system_checks = []

    def handle(self, **options) -> None:
        reader = connections["read"].settings_dict["USER"]
        configure_roles(reader)
        self.stdout.write(
            f"The users {connections['default'].settings_dict['USER']} and {reader} are ready. Run "
            "RECONNECT in the console of PgBouncer, so that its open connections get the settings."
        )
