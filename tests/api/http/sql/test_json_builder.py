"""Tests of the SQL that builds the JSON of serializers."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from rest_framework import serializers

from api.http.sql.json_builder import ReadSerializer, json_of_row
from api.http.sql.prepared_query import one, with_ctes
from api.v1.entities.refs import TopicNameRef
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


class CitySerializer(serializers.Serializer):
    name = serializers.CharField()
    river = serializers.CharField(allow_null=True)
    capital = serializers.BooleanField(allow_null=True)
    inhabitants = serializers.IntegerField()
    share = serializers.FloatField(allow_null=True)
    founded = serializers.DateField(allow_null=True)
    names = serializers.ListField()
    state = TopicNameRef(allow_null=True)
    districts = TopicNameRef(many=True)


class NumberedSerializer(ReadSerializer):
    number = serializers.IntegerField()

    class Meta:
        model = Revision
        fields = ["number"]


class DatedSerializer(NumberedSerializer):
    day = serializers.DateField(allow_null=True)

    class Meta(NumberedSerializer.Meta):
        fields = ["number", "day"]


CITY = {
    "name": """'"Kyiv"'::text""",
    "river": "''::text",
    "capital": "true",
    "inhabitants": "2950000",
    "share": "0.25",
    "founded": "'0482-01-01'::date",
    "names": "ARRAY['Kyiv', 'Київ']",
    "state": """'{"slug":"ukraine"}'::text""",
    "districts": """'{"slug":"podil"}, {"slug":"troieshchyna"}'::text""",
}


def read_row(serializer_class, only=None, base=None, **values):
    return with_ctes({"one": "SELECT 1"}, [json_of_row(serializer_class, only, base, **values)]).read({})[1][0]


def test_row_is_written_with_the_keys_of_its_serializer_in_their_order(blank):
    assert read_row(CitySerializer, **dict(reversed(CITY.items()))) == (
        r'{"name": "\"Kyiv\"", "river": null, "capital": true, "inhabitants": 2950000, "share": 0.25,'
        ' "founded": "0482-01-01", "names": ["Kyiv","Київ"], "state": {"slug":"ukraine"},'
        ' "districts": [{"slug":"podil"}, {"slug":"troieshchyna"}]}'
    )


def test_unknown_values_of_a_row_are_null_and_lists_empty(blank):
    unknown = dict.fromkeys(("capital", "share", "state", "districts"), "NULL") | {"founded": "NULL::date"}
    shown = ["districts", "founded", "state", "share", "capital"]
    expected = '{"capital": null, "share": null, "founded": null, "state": null, "districts": []}'
    assert read_row(CitySerializer, shown, **CITY | unknown) == expected


def test_row_without_sql_for_a_key_of_its_serializer_is_rejected():
    with pytest.raises(ImproperlyConfigured, match="CitySerializer and its SQL differ: districts, state"):
        json_of_row(CitySerializer, **{name: CITY[name] for name in CITY if name not in ("districts", "state")})


def test_row_with_sql_for_a_key_that_its_serializer_lacks_is_rejected():
    with pytest.raises(ImproperlyConfigured, match="CitySerializer and its SQL differ: mayor"):
        json_of_row(CitySerializer, **CITY, mayor="NULL")


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (None, '{"number":1,"day":"2025-12-15"}'),
        (["day", "number"], '{"number":1,"day":"2025-12-15"}'),
        (["day"], '{"day":"2025-12-15"}'),
        (["number"], '{"number":1}'),
        (["other"], "{}"),
    ],
)
def test_row_extends_the_json_of_its_serializers_base(blank, only, expected):
    base = """'{"number":1}'"""
    assert read_row(DatedSerializer, only, base, day="'2025-12-15'::date") == expected
