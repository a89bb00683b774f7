"""Tests of the SQL that reads other rows than a queryset's table."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.models import OuterRef, Subquery, Value
from django.db.models.expressions import RawSQL

from api.http.sql.compilation import compiled_from
from factbase.models import Actor, Topic


def test_only_the_table_of_the_outer_query_is_replaced():
    same = Actor.objects.filter(pk=OuterRef("pk"), name="a").order_by().values("name")
    rows = Actor.objects.annotate(same=Subquery(same)).filter(slug="c").values_list("same").order_by("slug")
    sql, parameters = compiled_from("(SELECT %s) chosen", ["b"], rows)
    assert sql.count("(SELECT %s) chosen") == 1
    assert '"factbase_actor" U0' in sql
    assert parameters == ["a", "b", "c"]


def test_percent_signs_are_no_placeholders():
    rows = (
        Topic.objects.annotate(percent=RawSQL("'%%s'", ()), text=Value("a"))
        .order_by()
        .filter(slug="c")
        .values_list("percent", "text")
    )
    assert compiled_from("chosen", ["b"], rows)[1] == ["a", "b", "c"]


def test_a_table_that_is_not_found_once_is_an_error():
    rows = Actor.objects.order_by().values("pk")
    twice = rows.annotate(first=RawSQL('(SELECT id FROM "factbase_actor" LIMIT 1)', ()))
    for queryset in (rows.union(rows), twice):
        with pytest.raises(ImproperlyConfigured, match="Not one FROM clause"):
            compiled_from("chosen", [], queryset)
