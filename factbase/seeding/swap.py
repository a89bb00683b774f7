"""Putting one folder in the place of another."""

import ctypes
import os
import sys
from pathlib import Path

AT_FDCWD = -100
RENAME_EXCHANGE = 2


def swap(new: Path, old: Path) -> None:
    """Put a folder where another is, or may be. Afterwards the old one, if any, stands under the name of the new.

    On Linux the two change places in one step. Elsewhere, and on file systems that cannot, in two renames: killed
    between them, the folder is missing until the next run.
    """
    if not old.exists():
        new.rename(old)
    elif not _exchange(new, old):
        aside = new.with_name(f"{new.name}-old")
        old.rename(aside)
        new.rename(old)
        aside.rename(new)


def _exchange(one: Path, other: Path) -> bool:
    """renameat2(2) with RENAME_EXCHANGE, which Python's os module does not offer. False where it cannot be done."""
    if sys.platform != "linux":
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    return rename is not None and rename(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0
