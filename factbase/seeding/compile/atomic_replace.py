"""Putting one folder in the place of another, so that nobody finds it half written."""

import ctypes
import os
import shutil
import sys
from pathlib import Path

AT_FDCWD = -100
RENAME_EXCHANGE = 2


def differences(folder: Path, texts: dict[str, str], ending: str) -> list[str]:
    """Which files of a folder, of those with an ending, do not have these texts, each with how it differs."""
    there = {path.name: path.read_bytes() for path in folder.glob(f"*{ending}")}
    missing = [f"{name} is missing" for name in texts if name not in there]
    stale = [f"{name} does not belong there" for name in there if name not in texts]
    other = [f"{name} differs" for name, text in texts.items() if there.get(name, text.encode()) != text.encode()]
    return sorted([*missing, *stale, *other])


def replace_files(folder: Path, texts: dict[str, str], ending: str) -> list[str]:
    """Make a folder hold these texts, and no others with their ending; return what differed before.

    The whole folder changes in one step: whoever reads it, or kills this, finds the old files or the new ones.
    """
    before = differences(folder, texts, ending)
    if not before and folder.is_dir():
        return []
    new = folder.with_name(f".{folder.name}-{os.getpid()}")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    try:
        for other in folder.glob("*"):
            if other.suffix != ending:
                (shutil.copytree if other.is_dir() else shutil.copy2)(other, new / other.name)
        for name, text in texts.items():
            with (new / name).open("w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        swap(new, folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return before


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
