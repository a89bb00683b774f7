"""The addresses that answers link to: what was asked, with some parameters changed."""

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
"""Query strings as WSGI has them: each character stands for a byte, escaped by the client or not."""


def asked(query: str) -> list[tuple[str, str]]:
    """The parameters in a query string, by their names."""
    return sorted((name, text) for name, texts in QueryDict(query.encode("latin-1")).lists() for text in texts)


@given(SENT)
@example("q=кий".encode().decode("latin-1"))
@example("%63ursor=abc&topic=nato")
def test_the_rest_stays_as_it_was_sent(sent):
    request = RequestFactory().get("/api/v1/positions/", headers={"host": "127.0.0.1"})
    request.META["QUERY_STRING"] = sent
    url = url_with(request, cursor="a b&c")
    assert url.isascii() and not set(url) & set('<>"# \\^`{|}')
    there = urlsplit(url)
    assert (there.netloc, there.path, there.fragment) == ("127.0.0.1", "/api/v1/positions/", "")
    before = [pair for pair in asked(sent) if pair[0] != "cursor"]
    assert asked(there.query) == sorted([*before, ("cursor", "a b&c")])


def test_a_parameter_is_left_out_by_whatever_spelling():
    request = RequestFactory().get("/api/v1/positions/?as%5Fof=3&topic=nato", headers={"host": "127.0.0.1"})
    assert url_with(request, as_of=None) == "http://127.0.0.1/api/v1/positions/?topic=nato"
