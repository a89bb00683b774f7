"""The embedded PostgreSQL: where it is, how it starts, when it stops."""
