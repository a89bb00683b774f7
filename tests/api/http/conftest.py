"""Databases that several test files read."""

import pytest

from factbase.history.releases import release

from .wsgi_client import edit


def make_releases() -> None:
    """Make two releases, enough for every view's example."""
    for tag, stance in (("2026.1", "opposes"), ("2026.2", "supports")):
        edit(stance)
        release(tag, author="tester", progress=lambda *_: None)


@pytest.fixture
def released(databases, seeded_template):
    with databases.filled(seeded_template, make_releases):
        yield
