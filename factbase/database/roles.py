"""The role that the API reads with: it can SELECT facts, and nothing else."""

from django.apps import apps
from django.db import connections

READ_ROLE = "factbase_read"


def create_read_role(using: str = "default") -> None:
    """Make the role unless it is there, and let it read the facts.

    Raises django.db.ProgrammingError when the user of the connection may not make roles.
    """
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [READ_ROLE])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {READ_ROLE} NOLOGIN")
        cursor.execute("SELECT pg_has_role(current_user, %s, 'MEMBER')", [READ_ROLE])
        if not cursor.fetchone()[0]:
            cursor.execute(f"GRANT {READ_ROLE} TO CURRENT_USER")
    grant_reading(using)


def grant_reading(using: str, **_) -> None:
    """Let the role, if there is one, read what is public: run after each migration, which makes views anew.

    What waits for review is not public.
    """
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [READ_ROLE])
        existing = set(connections[using].introspection.table_names(cursor)) if cursor.fetchone() else set()
        models = apps.get_app_config("factbase").get_models(include_auto_created=True)
        public = [model._meta.db_table for model in models if model.__name__ != "ProposedChange"]
        tables = [table for table in public if table in existing]
        if tables:
            cursor.execute(f"GRANT USAGE ON SCHEMA public, extensions, asof TO {READ_ROLE}")
            cursor.execute(f"GRANT SELECT ON {', '.join(tables)} TO {READ_ROLE}")
            cursor.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA asof TO {READ_ROLE}")
