"""Zip archives that are sent while they are written: nothing is kept but what was not sent yet."""

import datetime
import zipfile
from collections.abc import Iterable, Iterator

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first time that a zip archive can name."""


class _Unsent:
    """What the archive writes into, which cannot go back."""

    def __init__(self) -> None:
        self._content = bytearray()

    def write(self, content: bytes) -> int:
        self._content += content
        return len(content)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        taken = bytes(self._content)
        self._content.clear()
        return taken


def zip_stream(files: Iterable[tuple[str, Iterable[bytes]]], time: datetime.datetime | None) -> Iterator[bytes]:
    """The archive of some files, each a name and its content piece by piece; all bear one time."""
    unsent = _Unsent()
    with zipfile.ZipFile(unsent, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:  # type: ignore[call-overload]
        for name, pieces in files:
            entry = zipfile.ZipInfo(name, time.timetuple()[:6] if time else EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with archive.open(entry, "w", force_zip64=True) as file:
                for piece in pieces:
                    file.write(piece)
                    if written := unsent.take():
                        yield written
    yield unsent.take()
