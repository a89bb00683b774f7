"""ZIP archives that are sent while they are written: only the unsent bytes are in memory."""

import datetime
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from drf_spectacular.types import OpenApiTypes

from .format import Format

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest time that the ZIP format can hold."""


class _Buffer(bytearray):
    """A write-only file without seek, from which the written bytes are taken."""

    def write(self, content: bytes) -> int:
        self.extend(content)
        return len(content)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        taken = bytes(self)
        self.clear()
        return taken


def zip_stream(files: Iterable[tuple[str, Iterable[bytes]]], time: datetime.datetime | None) -> Iterator[bytes]:
    """Yield an archive of files, each a name and the chunks of its content; all have the same time."""
    buffer = _Buffer()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:  # type: ignore[call-overload]
        for name, chunks in files:
            entry = zipfile.ZipInfo(name, time.timetuple()[:6] if time else EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with archive.open(entry, "w", force_zip64=True) as file:
                for chunk in chunks:
                    file.write(chunk)
                    if written := buffer.take():
                        yield written
    yield buffer.take()


class Binary(Format):
    """Bytes that are no text."""

    def schema(self, view) -> Any:
        return OpenApiTypes.BINARY


ZIP = Binary("zip", "application/zip", "a ZIP archive")
