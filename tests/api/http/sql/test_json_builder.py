"""The function that turns serializers into SQL refuses what it cannot say."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from rest_framework import serializers

from api.http.sql.json_builder import ReadSerializer
from api.http.sql.prepared_query import one
from factbase.history.revision import Revision
from factbase.models import Position
from tests.facts import editing, make_source


def shape(**fields) -> type[ReadSerializer]:
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
def test_what_sql_cannot_say_is_refused(field):
    with pytest.raises(ImproperlyConfigured, match="no SQL"):
        one(shape(odd=field), slug="x")


def test_more_keys_than_postgresql_takes_are_refused():
    with pytest.raises(ImproperlyConfigured, match="too many keys"):
        one(shape(**{f"key_{n}": serializers.CharField(read_only=True, source="slug") for n in range(51)}), slug="x")


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
