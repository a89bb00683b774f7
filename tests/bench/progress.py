"""What is being done, on one line of a terminal."""

import sys


def show(what: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{what}", end="", file=sys.stderr, flush=True)
