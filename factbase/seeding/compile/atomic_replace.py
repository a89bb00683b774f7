"""Replace a folder atomically: readers see the old files or the new ones, never a mixture."""

import ctypes
import os
import shutil
import sys
from pathlib import Path

AT_FDCWD = -100
RENAME_EXCHANGE = 2


def list_differences(folder: Path, texts: dict[str, str], suffix: str) -> list[str]:
    """Describe each difference between the files of a folder with a suffix and the expected texts."""
    present = {path.name: path.read_bytes() for path in folder.glob(f"*{suffix}")}
    missing = [f"{name} is missing" for name in texts if name not in present]
    stale = [f"{name} is not expected" for name in present if name not in texts]
    changed = [f"{name} differs" for name, text in texts.items() if present.get(name, text.encode()) != text.encode()]
    return sorted([*missing, *stale, *changed])


def replace_files(folder: Path, texts: dict[str, str], suffix: str) -> list[str]:
    """Replace the files of a folder with a suffix by these texts in one step; return the previous list_differences.

    A reader, or a run that is killed, sees the old files or the new ones. Files with other suffixes are kept.
    """
    before = list_differences(folder, texts, suffix)
    if not before and folder.is_dir():
        return []
    new = folder.with_name(f".{folder.name}-{os.getpid()}")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    try:
        for other in folder.glob("*"):
            if other.suffix != suffix:
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
    """Exchange the names of two folders; if `old` does not exist, rename `new` to it.

    On Linux this is one atomic step. Elsewhere, and on file systems without support, it takes several renames: if the
    process is killed between them, the folder is missing until the next run.
    """
    if not old.exists():
        new.rename(old)
    elif not _exchange(new, old):
        aside = new.with_name(f"{new.name}-old")
        old.rename(aside)
        new.rename(old)
        aside.rename(new)


def _exchange(first: Path, second: Path) -> bool:
    """Call renameat2(2) with RENAME_EXCHANGE, which Python's os module lacks; return False where unsupported."""
    if sys.platform != "linux":
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    return (
        rename is not None and rename(AT_FDCWD, os.fsencode(first), AT_FDCWD, os.fsencode(second), RENAME_EXCHANGE) == 0
    )
