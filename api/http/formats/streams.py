"""Streaming responses: bodies of any length at constant memory.

Each occupies a thread of its worker until the client has all of it, so the number of streams at a time is limited.
"""

import threading
from collections.abc import Callable, Generator, Iterator

import psycopg
from django.http import StreamingHttpResponse

from api.http.problems import Busy
from factbase.history.snapshot import At
from factbase.history.streaming_snapshot import StreamingSnapshot, open_streaming_snapshot

MAX_STREAMS = 2
"""Streams that a worker sends at a time: half of its threads."""

CHUNK = 64 * 1024
"""Bytes of a chunk."""

_free_streams = threading.BoundedSemaphore(MAX_STREAMS)


class _Body:
    """The chunks of a body. Closing it, as servers do when the client disconnects, ends the read."""

    def __init__(self, read: StreamingSnapshot, texts: Iterator[bytes], broken_off: bytes) -> None:
        self._read = read
        self._chunks = _chunks(texts, broken_off)
        self._open = True

    def __iter__(self) -> Iterator[bytes]:
        return self._chunks

    def close(self) -> None:
        if self._open:
            self._open = False
            self._chunks.close()
            self._read.close()
            _free_streams.release()


def stream(
    as_of, make: Callable[[StreamingSnapshot], Iterator[bytes]], content_type: str, broken_off: bytes
) -> tuple[At, StreamingHttpResponse]:
    """Return the revision read and a streaming response with the texts that `make` yields.

    If the database fails half way, the body ends in `broken_off`, which is invalid in the format, and the error is
    raised: servers then close the connection if they can. Raises Busy and NoSuchRevision.
    """
    if not _free_streams.acquire(blocking=False):
        raise Busy(f"The limit of {MAX_STREAMS} exports at a time is reached. Try again in a few seconds.")
    try:
        read = open_streaming_snapshot(as_of)
    except BaseException:
        _free_streams.release()
        raise
    body = _Body(read, make(read), broken_off)
    return read.at, StreamingHttpResponse(body, content_type=content_type)


def _chunks(texts: Iterator[bytes], broken_off: bytes) -> Generator[bytes, None, None]:
    chunk = bytearray()
    try:
        for text in texts:
            chunk += text
            if len(chunk) >= CHUNK:
                yield bytes(chunk)
                chunk.clear()
    except psycopg.Error:
        yield bytes(chunk) + broken_off
        raise
    yield bytes(chunk)
