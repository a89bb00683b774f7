"""From a serializer to SQL: PostgreSQL builds the JSON that a read-only serializer declares.

A serializer says once which keys a resource has; OpenAPI is made of it, and `json_rows` turns it into one statement
with a `json_build_object(...)::text` expression. The order of keys and the form of times are part of the contract.
"""

import functools
from collections.abc import Iterable, Sequence
from typing import Any, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, models
from django.db.models import Case, F, Func, OuterRef, Value, When
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast, NullIf
from rest_framework import serializers

from factbase.history.snapshot import READ

TEXTS = (serializers.CharField, serializers.ChoiceField)
AS_IS = (*TEXTS, serializers.IntegerField, serializers.BooleanField, serializers.DateField)
"""Fields whose column PostgreSQL renders as the contract wants it. Other kinds are refused."""

ZULU = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'
"""Times are in UTC, to the microsecond."""

MOST_KEYS = 50
"""PostgreSQL passes at most 100 arguments to a function: a key and a value each."""


class ReadSerializer(serializers.ModelSerializer):
    """The shape of a resource. Descriptions come from the models' help texts; what is unknown is null, never empty."""

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        for name, field in fields.items():
            if isinstance(field, serializers.BaseSerializer):
                field.read_only = True
                if not field.help_text:  # a relation of the model's own, which knows more
                    model: type[models.Model] = self.Meta.model
                    relation: Any = model._meta.get_field(field.source or name)
                    field.allow_null = relation.null and not relation.many_to_many
                    field.help_text = relation.help_text
        return fields

    def build_standard_field(self, field_name: str, model_field: models.Field) -> tuple[type, dict]:
        kind, options = super().build_standard_field(field_name, model_field)
        if options.pop("allow_blank", False) or (isinstance(model_field, models.CharField) and model_field.blank):
            options["allow_null"] = True
        if issubclass(kind, serializers.DecimalField):
            options["coerce_to_string"] = False  # a JSON number
        return kind, {**options, "read_only": True}


def json_rows(
    serializer_class: type[ReadSerializer], column: str, values: Sequence[Any], only: tuple[str, ...] | None = None
) -> dict[Any, str]:
    """The JSON of the rows whose unique column has one of these values, by value; read inside a snapshot.

    `only` keeps some of the keys, in their declared order. Raises ImproperlyConfigured for a field it cannot say.
    """
    sql, parameters = _statement(serializer_class, column, only)
    with connections[READ].cursor() as cursor:
        cursor.execute(sql, [list(values) if isinstance(parameter, list) else parameter for parameter in parameters])
        return dict(cursor.fetchall())


@functools.lru_cache(maxsize=512)  # making a statement with many joins takes milliseconds, and it never changes
def _statement(
    serializer_class: type[ReadSerializer], column: str, only: tuple[str, ...] | None
) -> tuple[str, tuple[Any, ...]]:
    serializer = serializer_class()
    model: type[models.Model] = serializer.Meta.model
    field: Any = model._meta.get_field(column)
    # an empty list stands for the values, which are others each time the statement runs
    any_value = Func(Value([], output_field=ArrayField(type(field)())), function="ANY")
    wanted = CombinedExpression(F(column), "=", any_value, output_field=models.BooleanField())
    rows = _rows(serializer).filter(wanted).order_by()
    text = Cast(_json_object(serializer, "", only), models.TextField())
    return rows.values_list(column, text).query.get_compiler(using=READ).as_sql()


def _rows(serializer: ReadSerializer) -> models.QuerySet:
    """The rows of a serializer's model, with the annotations that its Meta's `queryset` may add."""
    meta: Any = serializer.Meta
    return getattr(meta, "queryset", meta.model._default_manager).all()


class _JsonObject(Func):
    """`json_build_object`: keys in the order given. (Django's JSONObject makes jsonb, which reorders them.)"""

    output_field = models.TextField()

    def __init__(self, names: tuple[str, ...], *values) -> None:
        super().__init__(*values)
        self.names = names

    def as_sql(self, compiler, connection, **_) -> tuple[str, list]:  # type: ignore[override]
        parts, parameters = [], []
        for name, value in zip(self.names, self.source_expressions, strict=True):
            sql, values = compiler.compile(value)
            parts.append(f"'{name}', {sql}")
            parameters += values
        return f"json_build_object({', '.join(parts)})", parameters


def _json_object(serializer: ReadSerializer, prefix: str, only: Iterable[str] | None = None) -> _JsonObject:
    fields = {name: field for name, field in serializer.fields.items() if only is None or name in set(only)}
    if len(fields) > MOST_KEYS or not all(name.isidentifier() for name in fields):
        raise ImproperlyConfigured(f"{type(serializer).__name__} has too many keys, or one that is no identifier.")
    return _JsonObject(tuple(fields), *(_value(field, serializer.Meta.model, prefix) for field in fields.values()))


def _value(field: serializers.Field, model: type[models.Model], prefix: str):
    path = prefix + "__".join(field.source_attrs)
    if isinstance(field, serializers.ListSerializer):
        return _json_array(field, model, prefix)
    if isinstance(field, ReadSerializer):
        nested = _json_object(field, f"{path}__")
        return Case(When(**{f"{path}__isnull": True}, then=Value(None)), default=nested) if field.allow_null else nested
    if isinstance(field, serializers.DateTimeField):
        return Func(F(path), function="to_char", template=f"%(function)s(%(expressions)s AT TIME ZONE 'UTC', '{ZULU}')")
    if isinstance(field, serializers.DecimalField):
        return Func(F(path), function="trim_scale")
    if isinstance(field, TEXTS) and field.allow_null:
        return NullIf(F(path), Value(""))
    if isinstance(field, AS_IS):
        return F(path)
    raise ImproperlyConfigured(f"{type(field).__name__} “{field.field_name}” has no SQL: declare a plain field.")


def _json_array(field: serializers.ListSerializer, model: type[models.Model], prefix: str) -> Func:
    """The related rows, in their model's order.

    In the nested serializer's Meta, `queryset` may annotate them, and `belongs` say which are related where no single
    relation does.
    """
    child, parent = cast(ReadSerializer, field.child), OuterRef(f"{prefix}pk")
    meta: Any = child.Meta
    if hasattr(meta, "belongs"):
        related = meta.belongs(parent)
    else:
        relation: Any = model._meta.get_field(field.source_attrs[0])
        forward = isinstance(relation, models.ManyToManyField)
        to_parent = relation.related_query_name() if forward else relation.field.name
        related = models.Q(**{to_parent: parent})
    rows = _rows(child).filter(related).order_by(*meta.model._meta.ordering).values(json=_json_object(child, ""))
    return Func(ArraySubquery(rows), function="array_to_json", output_field=models.TextField())
