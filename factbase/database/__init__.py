"""Database servers: the embedded PostgreSQL, connection settings, roles and replicas."""
