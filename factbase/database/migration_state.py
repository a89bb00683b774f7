"""Whether the database has the tables that this code expects."""

from django.db import connections
from django.db.migrations.executor import MigrationExecutor


def is_migrated(using: str = "default") -> bool:
    """Whether every migration of facts has been applied. Raises django.db.DatabaseError when it is out of reach."""
    executor = MigrationExecutor(connections[using])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes("factbase"))
