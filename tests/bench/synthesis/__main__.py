"""Run the command that fills an empty base: `python -m tests.bench.synthesis --positions 100000`."""

import sys

from tests.bench import django_setup  # noqa: F401  sets Django up, so it comes first

from .command import Command

Command().run_from_argv(["python -m", "tests.bench.synthesis", *sys.argv[1:]])
