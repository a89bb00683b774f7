"""Tests of the URLs of links: the request's, with some parameters changed."""

from urllib.parse import urlsplit

from django.http import QueryDict
from django.test import RequestFactory
from hypothesis import example, given
from hypothesis import strategies as st

from api.http.request.parameters import url_with

PIECES = st.sampled_from(
    ["topic=", "cursor=", "%63ursor=", "q=", "&", "%", "%2C", "+", "#", "<", '"', ">", " ", ";", "="]
)
SENT = st.lists(PIECES | st.characters(min_codepoint=1, max_codepoint=255), max_size=12).map("".join)
"""Query strings as in WSGI: each character is a byte, escaped by the client or not."""


def query_params(query: str) -> list[tuple[str, str]]:
    """Return the parameters in a query string, sorted."""
    return sorted((name, text) for name, texts in QueryDict(query.encode("latin-1")).lists() for text in texts)


@given(SENT)
@example("q=кий".encode().decode("latin-1"))
@example("%63ursor=abc&topic=nato")
def test_the_other_parameters_stay_as_sent(sent):
    request = RequestFactory().get("/api/v1/positions/", headers={"host": "127.0.0.1"})
    request.META["QUERY_STRING"] = sent
    url = url_with(request, cursor="a b&c")
    assert url.isascii() and not set(url) & set('<>"# \\^`{|}')
    parts = urlsplit(url)
    assert (parts.netloc, parts.path, parts.fragment) == ("127.0.0.1", "/api/v1/positions/", "")
    before = [pair for pair in query_params(sent) if pair[0] != "cursor"]
    assert query_params(parts.query) == sorted([*before, ("cursor", "a b&c")])


def test_a_parameter_is_removed_in_any_spelling():
    request = RequestFactory().get("/api/v1/positions/?as%5Fof=3&topic=nato", headers={"host": "127.0.0.1"})
    assert url_with(request, as_of=None) == "http://127.0.0.1/api/v1/positions/?topic=nato"
