"""Releases: the fact base frozen under a tag, with files and citations."""

import json
from typing import cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import http_date
from rest_framework import serializers

from api.http.base_views import ReadView, not_modified, unknown_revision
from api.http.formats.json import JSON
from api.http.formats.zip import Binary
from api.http.list_and_detail_views import ListView
from api.http.problems import NotFound
from api.http.request.filters import DayFilter
from api.http.request.pagination import orderings
from api.http.request.suggestions import nearest
from api.http.sql.json_builder import ReadSerializer, format_time
from factbase.history.release_citation import bibtex, csl
from factbase.history.releases import content
from factbase.history.snapshot import At, NoSuchRevision, reading, snapshot
from factbase.models import Release, ReleaseFile

TAG = "The tag of the release, as in the list of releases."


class ReleaseSerializer(ReadSerializer):
    """A release in a list."""

    counts = serializers.DictField(
        child=serializers.IntegerField(), read_only=True, help_text="Number of records of each resource."
    )

    class Meta:
        model = Release
        fields = ["tag", "revision", "time", "title", "counts"]


class ReleaseFileSerializer(serializers.Serializer):
    """A file of a release."""

    name = serializers.CharField(help_text="The name of the file.")
    url = serializers.URLField(help_text="URL of the file's content, which never changes.")
    media_type = serializers.CharField(help_text="The media type of the file.")
    size = serializers.IntegerField(help_text="The size in bytes.")
    sha256 = serializers.CharField(help_text="The SHA-256 of the content in hexadecimal, which is also its ETag.")


class ReleaseCitationSerializer(serializers.Serializer):
    """Citations of a release for reference managers."""

    bibtex = serializers.CharField(help_text="A BibTeX entry.")
    csl = serializers.DictField(help_text="A CSL-JSON item.")


class ReleaseDetailSerializer(ReleaseSerializer):
    """A release with its files and its citation."""

    files = ReleaseFileSerializer(
        many=True,
        help_text="The files: `manifest.json` lists the others with their digests, `README.txt` describes the fields, "
        "and each `.ndjson` file has one record per line.",
    )
    citation = ReleaseCitationSerializer(help_text="Citations of the release.")

    class Meta(ReleaseSerializer.Meta):
        fields = [*ReleaseSerializer.Meta.fields, "files", "citation"]


def get_release(tag: str) -> Release:
    """Return the release with a tag at the open snapshot. Raises Problem 404 with the nearest tag."""
    release = Release.objects.filter(tag=tag).first()
    if release is None:
        near = nearest(tag, Release.objects.values_list("tag", flat=True))
        raise NotFound(f"There is no release “{tag[:50]}”.", near)
    return release


class ReleaseList(ListView):
    """Releases, newest first. A release is the whole fact base frozen under a tag, for citation and download.

    To read any endpoint as it was in a release, pass the tag as `as_of`.
    """

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
    """One release, with its record counts, its files and their digests, and its citation. The files never change."""

    summary = "Show a release"
    path_parameters = {"tag": TAG}
    example = {"tag": "2026.1"}
    invented = True
    serializer_class = ReleaseDetailSerializer

    def answer(self, at: At) -> HttpResponse:
        release = get_release(self.asked.path["tag"])
        url = self.url(reverse("v1:release-detail", args=[release.tag]))
        files = [
            {
                "name": file.name,
                "url": self.url(reverse("v1:release-file", args=[release.tag, file.name])),
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
            "citation": {"bibtex": bibtex(release, url), "csl": csl(release, url)},
        }
        return JSON.respond(json.dumps(body, ensure_ascii=False))


def _get_file(release: Release, name: str) -> ReleaseFile:
    """Return the file with a name. Raises Problem 404 with the nearest name."""
    file = release.files.filter(name=name).first()
    if file is None:
        near = nearest(name, release.files.values_list("name", flat=True))
        raise NotFound(f"Release {release.tag} has no file “{name[:100]}”.", near)
    return file


BYTES = Binary("bytes", "application/octet-stream", "the content of a file")


class ReleaseFileContent(ReadView):
    """The content of one file of a release. It never changes, and its ETag is its SHA-256."""

    summary = "Get a file of a release"
    path_parameters = {"tag": TAG, "name": "The name of the file, as the release lists it."}
    formats = [BYTES]
    example = {"tag": "2026.1", "name": "manifest.json"}
    invented = True
    varies = ("Accept-Encoding",)  # each file has one media type

    def get(self, request: HttpRequest, **path: str) -> HttpResponse:
        self.ask(request, path)
        as_of = self.params.get("as_of")
        try:
            with snapshot(as_of):
                server = reading()
                release = get_release(path["tag"])
                file = _get_file(release, path["name"])
        except NoSuchRevision as error:
            raise unknown_revision(as_of, str(error)) from error
        response = not_modified(request, f'"{file.sha256}"') or self._content(file, server)
        response.headers["ETag"] = f'"{file.sha256}"'
        response.headers["Last-Modified"] = http_date(release.time.timestamp())
        response.headers["Cache-Control"] = f"public, max-age={365 * 24 * 3600}, immutable"
        return response

    def _content(self, file: ReleaseFile, server: str) -> HttpResponse:
        headers = {"Content-Type": file.media_type, "Content-Length": str(file.size)}
        if self.request.method == "HEAD":
            return HttpResponse(headers=headers)
        return cast(HttpResponse, StreamingHttpResponse(content(file, server), headers=headers))
