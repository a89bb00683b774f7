"""Fixtures of synthetic databases, each made once per session."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command

from tests.conftest import Databases, own_copy

from .command import Command


def synthesize(databases: Databases, template: str, positions: int, seed: int = 1) -> str:
    """Create a database with this many synthetic positions and return its name."""
    name = databases.make(template)
    databases.use(name)
    call_command(Command(), positions=positions, seed=seed, verbosity=0)
    databases.use(databases.home)
    return name


@pytest.fixture(scope="session")
def database_of_2000(databases: Databases, blank_template: str) -> str:
    return synthesize(databases, blank_template, 2000)


@pytest.fixture(scope="session")
def database_of_100(databases: Databases, blank_template: str) -> str:
    return synthesize(databases, blank_template, 100)


@pytest.fixture
def small(databases: Databases, database_of_100: str) -> Iterator[str]:
    """Copy a synthetic database of 100 positions for this test alone."""
    yield from own_copy(databases, database_of_100)


@pytest.fixture
def synthetic(databases: Databases, database_of_2000: str) -> Iterator[str]:
    """Use a synthetic database of 2,000 positions, shared by tests that only read."""
    databases.use(database_of_2000)
    yield database_of_2000
    databases.use(databases.home)
