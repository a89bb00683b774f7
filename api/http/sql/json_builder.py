"""SQL that builds the JSON of serializers in PostgreSQL.

A serializer declares the keys of an object once, for the OpenAPI document and for the SQL, which concatenates the text.
(json_build_object takes twice the time.) `json_of` is an expression over the rows of a model, `json_of_row` is SQL over
the columns of any query. The order of keys and the format of times are part of the API's contract.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.postgres.aggregates import StringAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import F, Func, OuterRef, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from rest_framework import serializers

from api.http.cite_as import CiteAs
from api.http.request.fields import Branches, branches
from factbase.models.sql.planner import optimization_fence

from .compilation import compiled_from

ZULU = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'
"""PostgreSQL's format of times: UTC, with microseconds."""

Paths = Iterable[str] | None
"""Paths of the keys to keep; None keeps all."""


def format_time(moment: datetime.datetime) -> str:
    """Format a time as `ZULU` does, for responses that PostgreSQL does not build."""
    return moment.astimezone(datetime.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


MAX_KEYS = 49
"""PostgreSQL takes at most 100 arguments of a function: two for each key, and one for the end."""


class ReadSerializer(serializers.ModelSerializer):
    """The keys of a resource. Unknown values are null, never empty."""  # described by the models' help texts

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        for name, field in fields.items():
            if isinstance(field, serializers.BaseSerializer):
                field.read_only = True
                if not field.help_text:  # a relation of the model: its field has the help text and nullability
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


def annotated_rows(serializer_class: type[ReadSerializer]) -> models.QuerySet:
    """Return the rows of a serializer's model, annotated if its Meta has a `queryset`."""
    meta: Any = serializer_class.Meta
    return getattr(meta, "queryset", meta.model._default_manager).all()


def json_of(serializer_class: type[ReadSerializer], only: Paths = None, joins: "Joins | None" = None) -> Func:
    """Return the expression of a row's JSON as text. `only` selects keys by path; they keep their declared order.

    With `joins`, related rows are built for all rows at once and added to that list, for the caller to join. Raises
    ImproperlyConfigured for a field without SQL.
    """
    return _json_object(serializer_class(), "", only, joins)


def json_of_row(
    serializer_class: type[serializers.Serializer], only: Paths = None, base: str | None = None, **values: str
) -> str:
    """Return the SQL of an object as text, from the SQL of the value of each key.

    The value of a nested object is its JSON, that of a list of objects their JSON joined by commas, NULL if there are
    none. `base` is the JSON of the serializer's base class, which has the first keys. Raises ImproperlyConfigured if
    the serializer has another key.
    """
    serializer, parent = cast(Any, serializer_class()), cast(Any, serializer_class.__base__)
    inherited = parent().fields.keys() if base else set()
    if differing := serializer.fields.keys() ^ (values.keys() | inherited):
        raise ImproperlyConfigured(f"{serializer_class.__name__} and its SQL differ: {', '.join(sorted(differing))}.")
    comma, colon = (",", ":") if isinstance(serializer, ReadSerializer) else (", ", ": ")
    keys = select_keys(serializer, only)
    parts = [f"left({base}, -1)"] if keys.keys() & inherited else []
    for name in filter(values.__contains__, keys):
        opening = comma if parts else "{"
        parts.append(f"""'{opening}"{name}"{colon}', {_row_value(serializer.fields[name], values[name])}""")
    return f"""concat({", ".join(parts or ["'{'"])}, '}}')"""


def select_keys(serializer: Any, only: Paths) -> Branches:
    """Return the keys that paths select, in declared order, each with the paths below it; all keys for None."""
    selected = dict.fromkeys(serializer.fields) if only is None else branches(only)
    return {name: selected[name] for name in filter(selected.__contains__, serializer.fields.keys())}


def _row_value(field: serializers.Field, value: str) -> str:
    """Return the SQL of a value's JSON: one or more arguments of concat, for which NULL is an empty text."""
    if isinstance(field, serializers.ListSerializer):
        return f"'[', {value}, ']'"
    text = value if isinstance(field, serializers.BaseSerializer) else _text(field, value)
    return f"coalesce({text}, 'null')" if field.allow_null else text


@dataclass(frozen=True)
class JoinedJson:
    """A join that builds the JSON of one key for all rows of a query: a referenced row, or a list.

    Each text is built once and each table read once; a subquery would do so for every row of the query. `rows` have a
    `json` and a `row`, which is the value of `column` in the query's own rows, and are joined with `joins` themselves.
    """

    key: str
    rows: models.QuerySet
    column: str
    joins: "Joins"

    @property
    def json(self) -> str:
        return f"joined_{self.key}.json"  # NULL if no row is joined

    def sql(self, table: str) -> tuple[str, list]:
        sql, parameters = compiled_with_joins(self.rows, self.joins)
        name = f"joined_{self.key}"
        return f'LEFT JOIN {optimization_fence(sql)} {name} ON {name}.row = "{table}"."{self.column}"', parameters


Joins = list[JoinedJson]


def compiled_with_joins(rows: models.QuerySet, joins: Joins) -> tuple[str, list]:
    """Return the SQL of a queryset with these joins and its parameters."""
    table = rows.model._meta.db_table
    parts = [join.sql(table) for join in joins]
    source = " ".join([f'"{table}"', *(sql for sql, _ in parts)])
    return compiled_from(source, [value for _, values in parts for value in values], rows)


class _JsonObject(Func):
    """The text of a JSON object: its keys in order, each with the expression of the value's text."""

    output_field = models.TextField()

    def __init__(self, names: tuple[str, ...], *values) -> None:
        super().__init__(*values)
        self.names = names

    def as_sql(self, compiler, connection, **_) -> tuple[str, list]:  # type: ignore[override]
        parts, parameters = list[str](), list[Any]()
        end = self._write(compiler, "", parts, parameters)
        if len(parts) > MAX_KEYS:
            raise ImproperlyConfigured(f"An object has too many keys: {', '.join(self.names)}.")
        parts.append(f"'{end}'")
        return f"concat({', '.join(parts)})", parameters

    def _write(self, compiler, before: str, parts: list[str], parameters: list[Any]) -> str:
        """Add the values, each after its literal text, and return the text after the last one; nested objects too."""
        before += "{"
        for number, (name, value) in enumerate(zip(self.names, self.source_expressions, strict=True)):
            before += f',"{name}":' if number else f'"{name}":'
            if isinstance(value, _JsonObject):
                before = value._write(compiler, before, parts, parameters)
                continue
            sql, values = compiler.compile(value)
            quote = '"' if isinstance(value, _Quoted) else ""
            parts.append(f"'{before}{quote}', {sql}")
            parameters += values
            before = quote
        return before + "}"


class _Quoted(Func):
    """A text that is never null and needs no escapes: the literal text around it has its quotation marks."""

    template = "%(expressions)s"
    output_field = models.TextField()


def _json_object(serializer: ReadSerializer, prefix: str, only: Paths, joins: Joins | None = None) -> _JsonObject:
    keys = select_keys(serializer, only)
    if not all(name.isidentifier() for name in keys):
        raise ImproperlyConfigured(f"{type(serializer).__name__} has a key that is not an identifier.")
    model = serializer.Meta.model
    values = (_value(serializer.fields[name], model, prefix, below, joins) for name, below in keys.items())
    return _JsonObject(tuple(keys), *values)


def _value(field: serializers.Field, model: type[models.Model], prefix: str, only: Paths, joins: Joins | None):
    if isinstance(field, CiteAs):
        return field.of(f"{prefix}slug")
    path = prefix + "__".join(field.source_attrs)
    if isinstance(field, serializers.ListSerializer):
        return _json_array(field, model, prefix, only, joins)
    if isinstance(field, ReadSerializer):
        if joins is not None and not prefix:
            return _joined_reference(field, model, only, joins)
        return _nullable_reference(field, path, only) if field.allow_null else _json_object(field, f"{path}__", only)
    text, nullable = _text(field, "%(expressions)s"), _is_nullable(field, model)
    if _is_plain(field) and not nullable:
        return _Quoted(F(path))
    return Func(F(path), template=f"coalesce({text}, 'null')" if nullable else text, output_field=models.TextField())


def _is_nullable(field: serializers.Field, model: type[models.Model]) -> bool:
    """Return whether a key may be null: all may, except NOT NULL columns of the model that are never empty."""
    columns = {column.attname: column for column in model._meta.concrete_fields}
    [name, *more] = field.source_attrs
    return bool(field.allow_null or more or name not in columns or columns[name].null)


def _nullable_reference(field: ReadSerializer, path: str, only: Paths) -> models.Expression:
    """Return the row that a nullable column refers to, by a subquery: an outer join would carry all its columns."""
    row = annotated_rows(type(field)).filter(pk=OuterRef(path)).order_by().values(json=_json_object(field, "", only))
    return Coalesce(Subquery(row), RawSQL("'null'", ()), output_field=models.TextField())


def _joined_reference(field: ReadSerializer, model: type[models.Model], only: Paths, joins: Joins) -> models.Expression:
    """Return the row that a column refers to, built once for all rows that refer to it."""
    json = _json_object(field, "", only)
    rows = annotated_rows(type(field)).order_by().values(row=F("pk"), json=json)
    relation: Any = model._meta.get_field(field.source_attrs[0])
    joins.append(JoinedJson(relation.name, rows, relation.column, []))
    return RawSQL(f"coalesce({joins[-1].json}, 'null')", [], models.TextField())


TO_JSON = serializers.CharField, serializers.ChoiceField, serializers.DateField, serializers.ListField
TO_TEXT = serializers.IntegerField, serializers.FloatField, serializers.BooleanField, serializers.DictField


def _text(field: serializers.Field, column: str) -> str:
    """Return the SQL of a column's JSON; it is NULL if the value is unknown."""
    if isinstance(field, serializers.CharField | serializers.ChoiceField) and field.allow_null:
        column = f"nullif({column}, '')"
    if _is_plain(field):
        return f"""'"' || {column} || '"'"""
    if isinstance(field, TO_JSON):
        return f"to_json({column})"
    if isinstance(field, serializers.DateTimeField):
        return f"""'"' || to_char({column} AT TIME ZONE 'UTC', '{ZULU}') || '"'"""
    if isinstance(field, serializers.DecimalField):
        return f"trim_scale({column})::text"
    if isinstance(field, TO_TEXT):
        return f"({column})::text"
    raise ImproperlyConfigured(f"{type(field).__name__} “{field.field_name}” has no SQL. Declare a plain field.")


def _is_plain(field: serializers.Field) -> bool:
    """Return whether a text never needs escapes: a constraint of the database ensures its form."""
    if isinstance(field, serializers.ChoiceField):
        return all(isinstance(value, str) for value in field.choices)
    return isinstance(field, serializers.SlugField)


def _json_array(
    field: serializers.ListSerializer, model: type[models.Model], prefix: str, only: Paths, joins: Joins | None
) -> models.Expression:
    """Return the related rows, in their model's order.

    In the nested serializer's Meta, `queryset` annotates them, and `belongs` selects them if no single relation does.
    """
    child, parent = cast(ReadSerializer, field.child), OuterRef(f"{prefix}pk")
    meta: Any = child.Meta
    if hasattr(meta, "belongs"):
        related = meta.belongs(parent)
    else:
        relation: Any = model._meta.get_field(field.source_attrs[0])
        forward = isinstance(relation, models.ManyToManyField)
        to_parent = relation.related_query_name() if forward else relation.field.name
        if joins is not None and isinstance(relation, models.ManyToOneRel) and not hasattr(meta, "queryset"):
            return _joined_array(field, to_parent, only, joins)
        related = models.Q(**{to_parent: parent})
    json = _json_object(child, "", only)
    rows = annotated_rows(type(child)).filter(related).order_by(*meta.model._meta.ordering).values(json=json)
    template = "'[' || array_to_string(%(expressions)s, ',') || ']'"
    return Func(ArraySubquery(rows), template=template, output_field=models.TextField())


def _joined_array(field: serializers.ListSerializer, to_parent: str, only: Paths, joins: Joins) -> models.Expression:
    """Return the related rows, built for all rows at once."""
    child, nested = cast(ReadSerializer, field.child), list[JoinedJson]()
    model: Any = child.Meta.model
    json = _json_object(child, "", only, nested)
    rows = model._default_manager.filter(**{f"{to_parent}__isnull": False}).order_by()
    rows = rows.values(row=F(f"{to_parent}_id")).annotate(json=StringAgg(json, ",", order_by=model._meta.ordering))
    joins.append(JoinedJson(str(field.field_name), rows, "id", nested))
    return RawSQL(f"'[' || coalesce({joins[-1].json}, '') || ']'", [], models.TextField())
