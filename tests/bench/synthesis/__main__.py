"""Fill an empty database with synthetic facts: `python -m tests.bench.synthesis --positions 100000`."""

import sys

from tests.bench import django_setup  # noqa: F401  before the modules that need Django

from .command import Command

Command().run_from_argv(["python -m", "tests.bench.synthesis", *sys.argv[1:]])
