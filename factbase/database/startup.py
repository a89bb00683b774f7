"""The first step of every entry point (manage.py, WSGI, the tests)."""

import os

from . import embedded


def start_if_embedded() -> None:
    """Start the embedded server unless DATABASE_URL names another."""
    if not os.environ.get("DATABASE_URL"):
        embedded.start()
