"""Tests of the SQL that builds the JSON of serializers."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from rest_framework import serializers

from api.http.sql.json_builder import ReadSerializer
from api.http.sql.prepared_query import one
from factbase.history.revision import Revision
from factbase.models import Position
from tests.facts import editing, make_source


def make_serializer(**fields) -> type[ReadSerializer]:
    meta = type("Meta", (), {"model": Position, "fields": list(fields)})
    return type("Odd", (ReadSerializer,), {**fields, "Meta": meta})


@pytest.mark.parametrize(
    "field",
    [
        serializers.SerializerMethodField(method_name="anything"),
        serializers.JSONField(read_only=True),
        serializers.ReadOnlyField(),
        serializers.PrimaryKeyRelatedField(read_only=True),
    ],
)
def test_fields_without_sql_are_rejected(field):
    with pytest.raises(ImproperlyConfigured, match="no SQL"):
        one(make_serializer(odd=field), slug="x")


def test_more_keys_than_postgresql_takes_are_rejected():
    with pytest.raises(ImproperlyConfigured, match="too many keys"):
        one(
            make_serializer(**{f"key_{n}": serializers.CharField(read_only=True, source="slug") for n in range(51)}),
            slug="x",
        )


def test_times_are_in_utc(blank):
    class RevisionSerializer(ReadSerializer):
        class Meta:
            model = Revision
            fields = ["number", "time"]

    with editing():
        make_source()
    revision = Revision.objects.get()
    expected = revision.time.strftime('{"number":1,"time":"%Y-%m-%dT%H:%M:%S.%fZ"}')
    assert one(RevisionSerializer, number=1).read({})[1] == (expected,)
