"""The state of migrations in a database."""

from django.db import connections
from django.db.migrations.executor import MigrationExecutor


def is_migrated(using: str = "default") -> bool:
    """Return True if all migrations of facts are applied. Raise django.db.DatabaseError if it is unreachable."""
    executor = MigrationExecutor(connections[using])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes("factbase"))
