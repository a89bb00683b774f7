"""What is done once: loading the seeds into a new base, and starting until the first answer."""

import time
from pathlib import Path

from .base import blank, manage
from .servers import SERVE, started

TIMES = 3


def once(logs: Path) -> list[str]:
    """Lines for the report: the quickest of a few times, since what else the machine does only adds."""
    loading, starting = [], []
    for _ in range(TIMES):
        with blank() as url:
            began = time.monotonic()
            manage(url, "load_seeds")
            loading.append(time.monotonic() - began)
            began = time.monotonic()
            with started(SERVE, url, logs / "once.log"):
                starting.append(time.monotonic() - began)
    return [
        f"`manage.py load_seeds` into an empty base: {min(loading):.1f} s, with the start of Python and Django.",
        f"`manage.py serve` on a base that is there, from start to first answer: {min(starting):.1f} s.",
    ]
