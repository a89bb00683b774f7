"""The runner of `manage.py test`, which runs pytest."""

import importlib.util
from collections.abc import Sequence

from django.core.management import CommandError


class PytestRunner:
    """Run all tests as `make test` does, or the given files, folders and tests."""

    def __init__(self, verbosity: int = 1, failfast: bool = False, keepdb: bool = False, **options: object) -> None:
        self.arguments = ["-m", "not slow", *(["--exitfirst"] if failfast else [])]
        self.arguments += ["--verbose"] if verbosity > 1 else []

    def run_tests(self, test_labels: Sequence[str], **options: object) -> int:
        """Return pytest's exit code. Raise CommandError when pytest is not installed."""
        if importlib.util.find_spec("pytest") is None:
            raise CommandError("The tests need more packages: pip install -r tests/requirements.txt, or make test.")
        import pytest

        return int(pytest.main([*self.arguments, *test_labels]))
