"""Synthetic bases, made once: what is asked of them only reads."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command

from tests.conftest import Databases, own_copy

from .command import Command


def synthesize(databases: Databases, template: str, positions: int, seed: int = 1) -> str:
    """The name of a new database with so many synthetic positions."""
    name = databases.make(template)
    databases.use(name)
    call_command(Command(), positions=positions, seed=seed, verbosity=0)
    databases.use(databases.home)
    return name


@pytest.fixture(scope="session")
def two_thousand(databases: Databases, blank_template: str) -> str:
    return synthesize(databases, blank_template, 2000)


@pytest.fixture(scope="session")
def one_hundred(databases: Databases, blank_template: str) -> str:
    return synthesize(databases, blank_template, 100)


@pytest.fixture
def small(databases: Databases, one_hundred: str) -> Iterator[str]:
    """A synthetic base of a hundred positions, of the test's own."""
    yield from own_copy(databases, one_hundred)


@pytest.fixture
def synthetic(databases: Databases, two_thousand: str) -> Iterator[str]:
    """A synthetic base of two thousand positions, shared: for tests that only read."""
    databases.use(two_thousand)
    yield two_thousand
    databases.use(databases.home)
