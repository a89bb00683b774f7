"""Tests of compression: the negotiated coding, and an ETag for each coding."""

import gzip

import brotli
import pytest
from django.http import HttpResponse, StreamingHttpResponse

from api.http.compression import negotiate_encoding

from .wsgi_client import Service

LIST = "/api/v1/positions/"
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP;Q=0.8 , Br;q=0.8", "br"),
        ("br;q=0.5, gzip;q=0.9", "gzip"),
        ("br;q=0, *", "gzip"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("gzip;q=0.3, identity", "identity"),
        ("gzip;q=0.000", "identity"),
        ("identity;q=0", "identity"),  # nothing acceptable is available
        ("deflate", "identity"),
        ("gzip;q=often", "identity"),
        ("gzip;q=nan", "identity"),
        ("gzip;level=9", "gzip"),
        (",;=,gzip,,", "gzip"),
    ],
)
def test_the_client_chooses(accepted, coding):
    assert negotiate_encoding(accepted) == coding


@pytest.mark.parametrize("coding", ["br", "gzip"])
@pytest.mark.parametrize("limit", [0, 1_000_000])
def test_each_coding_has_the_same_content_and_its_own_etag(seeded, coding, limit):
    service = Service(limit)
    plain, packed = service.get(LIST), service.get(LIST, HTTP_ACCEPT_ENCODING=coding)
    assert UNPACK[coding](packed.body) == plain.body
    assert packed.headers["Content-Encoding"] == coding
    assert packed.headers["Content-Length"] == str(len(packed.body))
    assert packed.headers["ETag"] == plain.headers["ETag"].removesuffix('"') + f'-{coding}"'
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept, Accept-Datetime, Accept-Encoding"
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize("limit", [0, 1_000_000])
def test_any_etag_of_the_client_matches(seeded, limit):
    service = Service(limit)
    plain, packed = (service.get(LIST, HTTP_ACCEPT_ENCODING=coding).headers["ETag"] for coding in ("", "gzip"))
    for known, accepted, expected in [
        (packed, "gzip", packed),
        (f"W/{packed}", "gzip", packed),  # made weak by a proxy
        (f'"other", {packed}', "gzip", packed),
        (plain, "gzip", plain),  # from before the client accepted gzip
        (plain, "", plain),
    ]:
        response = service.get(LIST, HTTP_IF_NONE_MATCH=known, HTTP_ACCEPT_ENCODING=accepted)
        assert (response.status, response.body) == (304, b""), known
        assert response.headers["ETag"] == expected
        assert not {"Content-Encoding", "Content-Length", "Content-Type"} & response.headers.keys()
    for known, accepted in [(packed, ""), (packed, "br"), ('"other"', "gzip"), ("*", "gzip")]:
        assert service.get(LIST, HTTP_IF_NONE_MATCH=known, HTTP_ACCEPT_ENCODING=accepted).status == 200, known


def test_short_responses_are_not_compressed(seeded):
    response = Service().get("/api/v1/positions/", "as_of=0", HTTP_ACCEPT_ENCODING="br")
    assert "Content-Encoding" not in response.headers
    assert response.body.startswith(b"{")


@pytest.mark.parametrize("kind", ["image/png", "application/zip"])
def test_binary_content_is_not_compressed(kind):
    def application(environ, start_response):
        response = HttpResponse(b"x" * 5000, content_type=kind)
        start_response("200 OK", list(response.items()))
        return response

    assert Service(0, application).get("/api/file", HTTP_ACCEPT_ENCODING="br").body == b"x" * 5000


def test_a_stream_passes_chunk_by_chunk():
    sent = []

    def chunks():
        for n in range(3):
            sent.append(n)
            yield b"x" * 5000

    def application(environ, start_response):
        response = StreamingHttpResponse(chunks(), content_type="application/x-ndjson")
        start_response("200 OK", list(response.items()))
        return response

    layer = Service(application=application).layer
    stream = iter(layer({"REQUEST_METHOD": "GET", "PATH_INFO": "/api/all"}, lambda *_: None))
    assert (next(stream), sent) == (b"x" * 5000, [0])


def test_pages_outside_the_api_are_not_compressed(seeded):
    response = Service().get("/admin/login/", HTTP_ACCEPT_ENCODING="br")
    assert "Content-Encoding" not in response.headers
