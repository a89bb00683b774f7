"""Placeholders for values in SQL that is compiled once and run with other values each time."""

from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func
from django.db.models.expressions import CombinedExpression, Expression


@dataclass(frozen=True)
class Param:
    """A placeholder among the parameters of a query: the name of a value and, for a list, the index of the member."""

    name: str
    place: int | None = None


class ParamExpr(Expression):
    """A placeholder as an expression for querysets."""

    def __init__(self, param: Param, output_field: models.Field) -> None:
        super().__init__(output_field)
        self.param = param

    def as_sql(self, compiler, connection) -> tuple[str, list]:  # type: ignore[override]
        # without the cast, PostgreSQL would have to infer the type when it prepares the statement
        return f"%s::{self.output_field.cast_db_type(connection)}", [self.param]

    def resolve_expression(self, *args, **options) -> "ParamExpr":
        return self


class ParamList:
    """Placeholders for a list of values of one type. The SQL differs between one value and several."""

    def __init__(self, name: str, length: int, output_field: models.Field) -> None:
        self.name, self.length, self.output_field = name, length, output_field

    def each(self) -> list[ParamExpr]:
        """Return an expression for each value."""
        return [ParamExpr(Param(self.name, place), self.output_field) for place in range(self.length)]

    def equal(self, column: str) -> Expression | models.Q:
        """Return the condition that a column has the value, or any of the values."""
        if self.length == 1:
            return models.Q(**{column: self.each()[0]})
        values = ParamExpr(Param(self.name), ArrayField(self.output_field))
        any_value = Func(values, function="ANY", output_field=self.output_field)
        return CombinedExpression(models.F(column), "=", any_value, output_field=models.BooleanField())
