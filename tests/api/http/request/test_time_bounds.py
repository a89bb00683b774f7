"""Dates and times at the ends of the calendar, on every endpoint that takes one."""

import pytest

from api.http.request.parameters import AsOf, Day
from api.v1 import urls
from tests.api.http.test_problems import problem
from tests.api.http.wsgi_client import address

VIEWS = [
    (str(pattern.pattern), pattern.callback.view_class)
    for pattern in urls.urlpatterns
    if hasattr(pattern.callback.view_class, "parameters")
]


def taking(kind: type) -> pytest.MarkDecorator:
    """The endpoints that have a parameter of this kind: path, parameters that are required, name of the parameter."""
    found = {}
    for route, view in VIEWS:
        path, given = address(route, view)
        required = {name: text for name, text in given.items() if view.parameters[name].required}
        for name, parameter in view.parameters.items():
            if isinstance(parameter, kind):
                found[f"{view.__name__}-{name}"] = path, required, name
    assert len(found) > 20
    return pytest.mark.parametrize(("path", "given", "name"), found.values(), ids=found)


@taking(AsOf)
def test_a_moment_beyond_the_calendar_is_refused(released, get, path, given, name):
    for moment in ("0001-01-01T00:00:00+00:01", "0001-01-01 00:00:00+23:59", "9999-12-31T23:59:59-00:01"):
        [error] = problem(get(path, **given, **{name: moment}), 400)["errors"]
        assert error["parameter"] == name
        assert moment.partition("+")[0] in error["detail"] and "years 1 to 9999" in error["detail"]


@taking(AsOf)
def test_the_first_moment_of_the_calendar_is_answered(released, get, path, given, name):
    for moment in ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00-23:59"):
        response = get(path, **given, **{name: moment})
        response.close()
        assert response.status_code in (200, 404), response.content


@taking(Day)
def test_the_first_and_the_last_day_are_understood(released, get, path, given, name):
    for day in ("0001-01-01", "0001-01-02", "9999-12-30", "9999-12-31"):
        response = get(path, **given, **{name: day})
        if response.status_code != 200:  # two days may have to stand in their order
            assert "the earlier day comes first" in problem(response, 400)["detail"]


@pytest.mark.parametrize("header", ["Accept-Datetime", "If-Modified-Since", "If-Unmodified-Since"])
@pytest.mark.parametrize("when", ["Mon, 01 Jan 0001 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_header_at_the_ends_of_the_calendar_is_understood(released, get, header, when):
    for route, view in VIEWS:
        path, given = address(route, view)
        response = get(path, headers={header: when}, **given)
        response.close()
        assert response.status_code in (200, 304, 400, 404, 412), path
