"""From a serializer to SQL: PostgreSQL builds the JSON that a read-only serializer declares.

A serializer says once which keys a resource has; OpenAPI is made of it, and `json_of` turns it into an expression that
puts the text together. (json_build_object takes twice the time.) The order of keys and the form of times are part of
the contract.
"""

import datetime
from collections.abc import Iterable
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
from api.http.request.fields import branches

ZULU = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'
"""Times are in UTC, to the microsecond."""


def format_time(moment: datetime.datetime) -> str:
    """A time as `ZULU` has it, for answers that PostgreSQL does not build."""
    return moment.astimezone(datetime.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


MOST_KEYS = 49
"""PostgreSQL passes at most 100 arguments to a function: a key and a value each, and the end."""


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


def annotated_rows(serializer_class: type[ReadSerializer]) -> models.QuerySet:
    """The rows of a serializer's model, with the annotations that its Meta's `queryset` may add."""
    meta: Any = serializer_class.Meta
    return getattr(meta, "queryset", meta.model._default_manager).all()


def json_of(
    serializer_class: type[ReadSerializer], only: Iterable[str] | None = None, made: "list[JoinedJson] | None" = None
) -> Func:
    """The expression of a row's JSON as text. `only` keeps some of the keys, by their paths, in their declared order.

    With `made`, what can be made for all rows at once is added to it, to be joined. Raises ImproperlyConfigured for a
    field that SQL cannot say.
    """
    return _json_object(serializer_class(), "", only, made)


class JoinedJson:
    """The JSON of one key for all rows at once, in the FROM clause of a query for many: what a row refers to, or the
    list of what refers to it. Each text is made once, where one for each row would be made again and again, and each
    table read once, where a subquery would look up each row's. It stands there as Django's own joins do."""

    def __init__(self, key: str, rows: models.QuerySet, column: str) -> None:
        """`rows` have a `json` each, and the `row` that is the value of a column of the query's own rows."""
        self.name, self.rows, self.column = f"made_{key}", rows, column

    def join_to(self, query: Any) -> None:
        self.table = query.get_initial_alias()
        query.alias_map[self.name], query.alias_refcount[self.name] = self, 1

    @property
    def json(self) -> str:
        """SQL for the text, NULL where there is no such row."""
        return f"{self.name}.json"

    def as_sql(self, compiler, connection) -> tuple[str, list]:
        sql, parameters = self.rows.query.get_compiler(connection=connection).as_sql()
        quote = connection.ops.quote_name
        own = f"{quote(self.table)}.{quote(self.column)}"
        # without OFFSET 0, PostgreSQL would put the making of a text where the text is used
        return f"LEFT JOIN ({sql} OFFSET 0) {self.name} ON {self.name}.row = {own}", list(parameters)


class _JsonObject(Func):
    """The text of an object: keys in the order given, each with an expression of a value's text."""

    output_field = models.TextField()

    def __init__(self, names: tuple[str, ...], *values) -> None:
        super().__init__(*values)
        self.names = names

    def as_sql(self, compiler, connection, **_) -> tuple[str, list]:  # type: ignore[override]
        parts, parameters = list[str](), list[Any]()
        end = self._write(compiler, "", parts, parameters)
        if len(parts) > MOST_KEYS:
            raise ImproperlyConfigured(f"An object has too many keys: {', '.join(self.names)}.")
        parts.append(f"'{end}'")
        return f"concat({', '.join(parts)})", parameters

    def _write(self, compiler, before: str, parts: list[str], parameters: list[Any]) -> str:
        """Add the values, each after what comes before it; what is left comes after the last. An object in the object
        is written into the same text."""
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
    """A text that is never unknown and has nothing to escape: its quotation marks stand in the text around it."""

    template = "%(expressions)s"
    output_field = models.TextField()


def _json_object(
    serializer: ReadSerializer, prefix: str, only: Iterable[str] | None = None, made: list[JoinedJson] | None = None
) -> _JsonObject:
    asked = dict.fromkeys(serializer.fields) if only is None else branches(only)
    fields = {name: field for name, field in serializer.fields.items() if name in asked}
    if not all(name.isidentifier() for name in fields):
        raise ImproperlyConfigured(f"{type(serializer).__name__} has a key that is no identifier.")
    model = serializer.Meta.model
    values = (_value(field, model, prefix, asked[name], made) for name, field in fields.items())
    return _JsonObject(tuple(fields), *values)


def _value(
    field: serializers.Field,
    model: type[models.Model],
    prefix: str,
    only: Iterable[str] | None,
    made: list[JoinedJson] | None,
):
    if isinstance(field, CiteAs):
        return field.of(f"{prefix}slug")
    path = prefix + "__".join(field.source_attrs)
    if isinstance(field, serializers.ListSerializer):
        return _json_array(field, model, prefix, only, made)
    if isinstance(field, ReadSerializer):
        if made is not None and not prefix:
            return _reference(field, model, only, made)
        return _may_be_absent(field, path, only) if field.allow_null else _json_object(field, f"{path}__", only)
    if _is_plain(field) and not _may_be_unknown(field, model):
        return _Quoted(F(path))
    text = _text(field)
    if _may_be_unknown(field, model):
        text = f"coalesce({text}, 'null')"
    return Func(F(path), template=text, output_field=models.TextField())


def _may_be_unknown(field: serializers.Field, model: type[models.Model]) -> bool:
    """Whether a key may be null: unless it is a column that must have a value, and that is shown as it is."""
    columns = {column.attname: column for column in model._meta.concrete_fields}
    [name, *more] = field.source_attrs
    return bool(field.allow_null or more or name not in columns or columns[name].null)


def _may_be_absent(field: ReadSerializer, path: str, only: Iterable[str] | None) -> models.Expression:
    """The row that a column may refer to. Where it refers to none, none is looked up; an outer join would hand on all
    columns of the rows, once for each reference."""
    row = annotated_rows(type(field)).filter(pk=OuterRef(path)).order_by().values(json=_json_object(field, "", only))
    return Coalesce(Subquery(row), RawSQL("'null'", ()), output_field=models.TextField())


def _reference(
    field: ReadSerializer, model: type[models.Model], only: Iterable[str] | None, made: list[JoinedJson]
) -> models.Expression:
    """The row that a column refers to, made once for all that refer to it."""
    json = _json_object(field, "", only)
    rows = annotated_rows(type(field)).order_by().values(row=F("pk"), json=json)
    relation: Any = model._meta.get_field(field.source_attrs[0])
    made.append(JoinedJson(relation.name, rows, relation.column))
    return RawSQL(f"coalesce({made[-1].json}, 'null')", [], models.TextField())


def _text(field: serializers.Field) -> str:
    """SQL for the JSON of a column, NULL where that is unknown."""
    column = "%(expressions)s"
    if isinstance(field, serializers.CharField | serializers.ChoiceField) and field.allow_null:
        column = f"nullif({column}, '')"
    if _is_plain(field):
        return f"""'"' || {column} || '"'"""
    if isinstance(field, serializers.CharField | serializers.ChoiceField | serializers.DateField):
        return f"to_json({column})"
    if isinstance(field, serializers.DateTimeField):
        return f"""'"' || to_char({column} AT TIME ZONE 'UTC', '{ZULU}') || '"'"""
    if isinstance(field, serializers.DecimalField):
        return f"trim_scale({column})::text"
    if isinstance(field, serializers.IntegerField | serializers.BooleanField | serializers.DictField):
        return f"({column})::text"
    raise ImproperlyConfigured(f"{type(field).__name__} “{field.field_name}” has no SQL: declare a plain field.")


def _is_plain(field: serializers.Field) -> bool:
    """Whether a text has nothing to escape: the database holds it to its form."""
    if isinstance(field, serializers.ChoiceField):
        return all(isinstance(value, str) for value in field.choices)
    return isinstance(field, serializers.SlugField)


def _json_array(
    field: serializers.ListSerializer,
    model: type[models.Model],
    prefix: str,
    only: Iterable[str] | None,
    made: list[JoinedJson] | None,
) -> models.Expression:
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
        if made is not None and isinstance(relation, models.ManyToOneRel) and not hasattr(meta, "queryset"):
            return _list(field, to_parent, only, made)
        related = models.Q(**{to_parent: parent})
    json = _json_object(child, "", only)
    rows = annotated_rows(type(child)).filter(related).order_by(*meta.model._meta.ordering).values(json=json)
    template = "'[' || array_to_string(%(expressions)s, ',') || ']'"
    return Func(ArraySubquery(rows), template=template, output_field=models.TextField())


def _list(
    field: serializers.ListSerializer, to_parent: str, only: Iterable[str] | None, made: list[JoinedJson]
) -> models.Expression:
    """The related rows, made for all at once."""
    child, parts = cast(ReadSerializer, field.child), list[JoinedJson]()
    model: Any = child.Meta.model
    json = _json_object(child, "", only, parts)
    rows = model._default_manager.filter(**{f"{to_parent}__isnull": False}).order_by()
    rows = rows.values(row=F(f"{to_parent}_id")).annotate(json=StringAgg(json, ",", order_by=model._meta.ordering))
    for part in parts:
        part.join_to(rows.query)
    made.append(JoinedJson(str(field.field_name), rows, "id"))
    return RawSQL(f"'[' || coalesce({made[-1].json}, '') || ']'", [], models.TextField())
