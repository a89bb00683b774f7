"""Tests of the URLs of links: the request's, with some parameters changed."""

from urllib.parse import urlsplit

from django.http import QueryDict
from hypothesis import example, given
from hypothesis import strategies as st

from api.http.formats.json import JSON
from api.http.request.read_request import ReadRequest

PIECES = st.sampled_from(
    ["topic=", "cursor=", "%63ursor=", "q=", "&", "%", "%2C", "+", "#", "<", '"', ">", " ", ";", "="]
)
SENT = st.lists(PIECES | st.characters(min_codepoint=1, max_codepoint=255), max_size=12).map("".join)
"""Query strings as in WSGI: each character is a byte, escaped by the client or not."""


def read(query: str) -> ReadRequest:
    return ReadRequest("/api/v1/positions/", {}, query, {}, {}, JSON, None)


def query_params(query: str) -> list[tuple[str, str]]:
    """Return the parameters in a query string, sorted."""
    return sorted((name, text) for name, texts in QueryDict(query.encode("latin-1")).lists() for text in texts)


@given(SENT)
@example("q=кий".encode().decode("latin-1"))
@example("%63ursor=abc&topic=nato")
def test_the_other_parameters_stay_as_sent(sent):
    url = read(sent).url_with(cursor="a b&c")
    assert url.isascii() and not set(url) & set('<>"# \\^`{|}')
    parts = urlsplit(url)
    assert (parts.netloc, parts.path, parts.fragment) == ("", "/api/v1/positions/", "")
    before = [pair for pair in query_params(sent) if pair[0] != "cursor"]
    assert query_params(parts.query) == sorted([*before, ("cursor", "a b&c")])


def test_a_parameter_is_removed_in_any_spelling():
    assert read("as%5Fof=3&topic=nato").url_with(as_of=None) == "/api/v1/positions/?topic=nato"
