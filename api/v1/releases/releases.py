"""Releases: the base frozen under a tag, its files, and how it is cited."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import http_date
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers

from api.http.formats.negotiation import Format
from api.http.problems import Problem
from api.http.request import parameters
from api.http.request.filters import DayFilter
from api.http.request.pagination import orderings
from api.http.request.suggestions import nearest
from api.http.resources import ListView
from api.http.sql.json_builder import ReadSerializer, format_time
from api.http.views import ReadView, json_response, not_modified, unknown_revision
from factbase.history.bibliography import bibtex, csl
from factbase.history.releases import content
from factbase.history.snapshot import At, NoSuchRevision, reading, snapshot
from factbase.models import Release, ReleaseFile

TAG = "The tag of the release, as in the list of releases."


class ReleaseSerializer(ReadSerializer):
    """A release as lists show it."""

    counts = serializers.DictField(
        child=serializers.IntegerField(), read_only=True, help_text="How many records of each resource it holds."
    )

    class Meta:
        model = Release
        fields = ["tag", "revision", "time", "title", "counts"]


class ReleaseFileSerializer(serializers.Serializer):
    """A file of a release."""

    name = serializers.CharField(help_text="The name of the file.")
    url = serializers.URLField(help_text="Where its bytes are; they never change.")
    media_type = serializers.CharField(help_text="Its media type.")
    size = serializers.IntegerField(help_text="How many bytes it has.")
    sha256 = serializers.CharField(help_text="The SHA-256 of its bytes, in hexadecimal; its ETag as well.")


class ReleaseCitationSerializer(serializers.Serializer):
    """How a release is cited."""

    bibtex = serializers.CharField(help_text="An entry for BibTeX.")
    csl = serializers.DictField(help_text="An item in CSL-JSON, for reference managers.")


class ReleaseDetailSerializer(ReleaseSerializer):
    """A release with its files and its citation."""

    files = ReleaseFileSerializer(
        many=True,
        help_text="Its files: `manifest.json` lists the others with their digests, `README.txt` says what the fields "
        "are, and each `.ndjson` has one record a line.",
    )
    citation = ReleaseCitationSerializer(help_text="How to cite it.")

    class Meta(ReleaseSerializer.Meta):
        fields = [*ReleaseSerializer.Meta.fields, "files", "citation"]


def find(tag: str) -> Release:
    """The release with a tag, read inside the open snapshot. Raises Problem 404, which names the nearest."""
    found = Release.objects.filter(tag=tag).first()
    if found is None:
        known = list(Release.objects.values_list("tag", flat=True))
        raise absent(f"There is no release “{tag[:50]}”.", tag, known)
    return found


def absent(detail: str, name: str, known: list[str]) -> Problem:
    """404, with the nearest of the names that there are."""
    near = nearest(name, known)
    return Problem(404, f"{detail} Did you mean “{near}”?", suggestion=near) if near else Problem(404, detail)


class ReleaseList(ListView):
    """The releases, newest first: the base frozen under a tag, to be cited and to be had whole. Any read shows the base
    as a release has it when `as_of` is given its tag."""

    summary = "List releases"
    queryset = Release.objects.all()
    serializer_class = ReleaseSerializer
    invented = True
    filters = {
        "date_from": DayFilter("time__date__gte", "Releases made on or after this day (UTC)."),
        "date_to": DayFilter("time__date__lte", "Releases made on or before this day (UTC)."),
    }
    orderings = orderings("-revision", revision=("revision",))


class ReleaseDetail(ReadView):
    """One release: what it holds, its files with their digests, and how to cite it. Its files never change."""

    summary = "Show a release"
    path_parameters = {"tag": TAG}
    example = {"tag": "2026.1"}
    invented = True
    serializer_class = ReleaseDetailSerializer

    def answer(self, request: HttpRequest, at: At, given: dict[str, Any], **path: str) -> HttpResponse:
        release = find(path["tag"])
        page = request.build_absolute_uri(reverse("v1:release-detail", args=[release.tag]))
        files = [
            {
                "name": file.name,
                "url": request.build_absolute_uri(reverse("v1:release-file", args=[release.tag, file.name])),
                "media_type": file.media_type,
                "size": file.size,
                "sha256": file.sha256,
            }
            for file in release.files.all()
        ]
        body = {
            "tag": release.tag,
            "revision": release.revision,
            "time": format_time(release.time),
            "title": release.title,
            "counts": release.counts,
            "files": files,
            "citation": {"bibtex": bibtex(release, page), "csl": csl(release, page)},
        }
        return json_response(json.dumps(body, ensure_ascii=False))


def _file(release: Release, name: str) -> ReleaseFile:
    """The file of that name. Raises Problem 404, which names the nearest."""
    found = release.files.filter(name=name).first()
    if found is None:
        known = list(release.files.values_list("name", flat=True))
        raise absent(f"Release {release.tag} has no file “{name[:100]}”.", name, known)
    return found


BYTES = Format("bytes", "application/octet-stream", "the bytes of a file")


class ReleaseFileContent(ReadView):
    """The bytes of a file of a release, as they were stored: the same for ever. Their ETag is their SHA-256."""

    summary = "Get a file of a release"
    path_parameters = {"tag": TAG, "name": "The name of the file, as the release lists it."}
    formats = [BYTES]
    shapes = {BYTES: OpenApiTypes.BINARY}
    serializer_class = ReleaseFileSerializer
    example = {"tag": "2026.1", "name": "manifest.json"}
    invented = True
    varies = "Accept-Encoding"  # what is asked for is what is given, whatever Accept says

    def get(self, request, **path: str) -> HttpResponse | StreamingHttpResponse:
        as_of = parameters.parse(request.GET, self.parameters).get("as_of")
        try:
            with snapshot(as_of):
                server = reading()
                release = find(path["tag"])
                file = _file(release, path["name"])
        except NoSuchRevision as error:
            raise unknown_revision(as_of, str(error)) from error
        response = self._response(request._request, file, server)
        response.headers["ETag"] = f'"{file.sha256}"'
        response.headers["Last-Modified"] = http_date(release.time.timestamp())
        response.headers["Cache-Control"] = f"public, max-age={365 * 24 * 3600}, immutable"
        return response

    def _response(self, request: HttpRequest, file: ReleaseFile, server: str) -> HttpResponse | StreamingHttpResponse:
        if unchanged := not_modified(request, lambda: f'"{file.sha256}"'):
            return unchanged
        headers = {"Content-Type": file.media_type, "Content-Length": str(file.size)}
        if request.method == "HEAD":
            return HttpResponse(headers=headers)
        return StreamingHttpResponse(content(file, server), headers=headers)
