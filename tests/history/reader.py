"""A reader that runs beside the writers of test_writers.py: `python -m tests.history.reader FILE`, until FILE exists.

It repeats its reads later by the number of the revision, and compares the responses.
"""

import os
import random
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factbase.project.settings")
django.setup()

from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

PATHS = ("positions", "actors", "meetings", "topics", "sources")


def get(path: str, **parameters) -> tuple[int, bytes]:
    response = Client().get(f"/api/v1/{path}/", {"page_size": 200, **parameters})
    assert response.status_code == 200, response.content
    return response.json()["revision"], response.content


def main(ending: Path) -> None:
    setup_test_environment()
    rng = random.Random(1)
    seen: dict[tuple[str, int], bytes] = {}
    again = 0
    while not ending.exists():
        path = rng.choice(PATHS)
        revision, body = get(path)
        assert seen.setdefault((path, revision), body) == body, f"{path} at {revision} changed"
        past, number = rng.choice(list(seen))
        assert get(past, as_of=number) == (number, seen[past, number]), f"{past} as of {number} is not what was shown"
        again += 1
    for (path, number), body in seen.items():
        assert get(path, as_of=number) == (number, body), f"{path} as of {number} is not what was shown"
    print(f"{len(seen)} answers, {again} asked for again")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
