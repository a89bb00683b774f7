"""Answers that are sent while they are read: as long as the base is, at constant memory.

Each holds a thread of its worker until the client has all of it, so that only some may run at once.
"""

import threading
from collections.abc import Callable, Generator, Iterator

import psycopg
from django.http import StreamingHttpResponse

from api.http.problems import Busy
from factbase.history.snapshot import At
from factbase.history.streaming_snapshot import StreamingSnapshot, open_streaming_snapshot

MOST = 2
"""How many a worker sends at once: half of its threads."""

PIECE = 64 * 1024
"""Bytes that are sent in one piece."""

_places = threading.BoundedSemaphore(MOST)


class _Body:
    """The pieces of a body. Closing it, which servers do when the client has gone, ends the read."""

    def __init__(self, read: StreamingSnapshot, texts: Iterator[bytes], broken_off: bytes) -> None:
        self._read = read
        self._pieces = _pieces(texts, broken_off)
        self._open = True

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        if self._open:
            self._open = False
            self._pieces.close()
            self._read.close()
            _places.release()


def stream(
    as_of, make: Callable[[StreamingSnapshot], Iterator[bytes]], content_type: str, broken_off: bytes
) -> tuple[At, StreamingHttpResponse]:
    """The response whose body `make` gives, text by text, and the revision that it shows.

    When the base fails half way, the body ends in `broken_off`, which no reader of the format takes for a good end, and
    the error is raised, on which servers cut the connection if they can. Raises Busy, and NoSuchRevision.
    """
    if not _places.acquire(blocking=False):
        raise Busy(f"{MOST} exports are being sent already, which are as many as may be: ask again in some seconds.")
    try:
        read = open_streaming_snapshot(as_of)
    except BaseException:
        _places.release()
        raise
    body = _Body(read, make(read), broken_off)
    return read.at, StreamingHttpResponse(body, content_type=content_type)


def _pieces(texts: Iterator[bytes], broken_off: bytes) -> Generator[bytes, None, None]:
    piece = bytearray()
    try:
        for text in texts:
            piece += text
            if len(piece) >= PIECE:
                yield bytes(piece)
                piece.clear()
    except psycopg.Error:
        yield bytes(piece) + broken_off
        raise
    yield bytes(piece)
