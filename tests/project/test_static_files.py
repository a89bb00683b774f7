"""Browsers can cache static files for ever, since the URLs change with the files."""

import gzip
from pathlib import Path

import django
import drf_spectacular_sidecar
import rest_framework
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.templatetags.static import static

from factbase.project import static_version
from tests.api.http.wsgi_client import Service

SCRIPT = "drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js"


def test_the_version_depends_on_every_file():
    known = [static_version.OWN]
    known += [Path(package.__file__).parent for package in (django, rest_framework, drf_spectacular_sidecar)]
    assert len(known) == 1 + len(static_version.PACKAGES)
    for finder in get_finders():
        for path, storage in finder.list(None):
            assert any(Path(storage.path(path)).is_relative_to(place) for place in known), storage.path(path)


def test_another_version_has_other_urls(monkeypatch, tmp_path):
    before = static_version.static_version()
    assert before in settings.STATIC_URL
    monkeypatch.setattr(static_version, "version", lambda package: "0")
    other = static_version.static_version()
    monkeypatch.setattr(static_version, "OWN", tmp_path)
    (tmp_path / "new.css").write_text("")
    assert len({before, other, static_version.static_version()}) == 3


def test_files_are_cached_for_ever(client):
    response = client.get(static(SCRIPT))
    assert response.status_code == 200
    assert "immutable" in response.headers["Cache-Control"]
    assert client.get("/static/welcome.css").status_code == 404  # URLs without a version do not exist


def test_pages_use_urls_with_the_version(client):
    for page in ("/", "/api/v1/docs/", "/api/v1/redoc/", "/admin/login/"):
        html = client.get(page).content.decode()
        assert settings.STATIC_URL in html
        assert html.count("/static/") == html.count(settings.STATIC_URL)


def test_a_long_script_is_compressed_once(seeded):
    service = Service()
    plain = service.get(static(SCRIPT))
    first, again = (service.get(static(SCRIPT), HTTP_ACCEPT_ENCODING="gzip") for _ in range(2))
    assert gzip.decompress(first.body) == plain.body
    assert again == first
    assert service.asked == 2
    service.present.close()
