"""Databases that several test files read."""

import pytest

from factbase.history.releases import release

from .wsgi_client import edit


@pytest.fixture(scope="module")
def released_copy(databases, seeded_template):
    """Yield a read-only database with two releases, enough for every view's example."""
    name = databases.make(seeded_template)
    databases.use(name)
    for tag, stance in (("2026.1", "opposes"), ("2026.2", "supports")):
        edit(stance)
        release(tag, author="tester", progress=lambda *_: None)
    databases.use(databases.home)
    yield name
    databases.drop(name)


@pytest.fixture
def released(databases, released_copy):
    with databases.reading(released_copy):
        yield
