"""Tests of dates and times at the ends of the calendar, on every endpoint that takes one."""

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


def endpoints_with(kind: type) -> pytest.MarkDecorator:
    """Parametrize by the endpoints with such a parameter: path, required parameters, name of the parameter."""
    endpoints = {}
    for route, view in VIEWS:
        path, params = address(route, view)
        required = {name: text for name, text in params.items() if view.parameters[name].required}
        for name, parameter in view.parameters.items():
            if isinstance(parameter, kind):
                endpoints[f"{view.__name__}-{name}"] = path, required, name
    assert len(endpoints) > 20
    return pytest.mark.parametrize(("path", "required", "name"), endpoints.values(), ids=endpoints)


@endpoints_with(AsOf)
def test_a_time_beyond_the_calendar_is_an_error(released, get, path, required, name):
    for moment in ("0001-01-01T00:00:00+00:01", "0001-01-01 00:00:00+23:59", "9999-12-31T23:59:59-00:01"):
        [error] = problem(get(path, **required, **{name: moment}), 400)["errors"]
        assert error["parameter"] == name
        assert moment.partition("+")[0] in error["detail"] and "years 1 to 9999" in error["detail"]


@endpoints_with(AsOf)
def test_the_first_time_of_the_calendar_is_valid(released, get, path, required, name):
    for moment in ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00-23:59"):
        response = get(path, **required, **{name: moment})
        response.close()
        assert response.status_code in (200, 404), response.content


@endpoints_with(Day)
def test_the_first_and_the_last_day_are_valid(released, get, path, required, name):
    for day in ("0001-01-01", "0001-01-02", "9999-12-30", "9999-12-31"):
        response = get(path, **required, **{name: day})
        if response.status_code != 200:  # the first day of a range must not be after the last
            assert "is after" in problem(response, 400)["detail"]


@pytest.mark.parametrize("header", ["Accept-Datetime", "If-Modified-Since", "If-Unmodified-Since"])
@pytest.mark.parametrize("when", ["Mon, 01 Jan 0001 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_header_at_the_ends_of_the_calendar_is_valid(released, get, header, when):
    for route, view in VIEWS:
        path, params = address(route, view)
        response = get(path, headers={header: when}, **params)
        response.close()
        assert response.status_code in (200, 304, 400, 404, 412), path
