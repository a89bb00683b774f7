"""Values that a statement leaves open: compiled once for a kind of question, it runs with other values each time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func
from django.db.models.expressions import CombinedExpression, Expression


@dataclass(frozen=True)
class Param:
    """An open place among the parameters of a statement: the name of a value, and which of several if it is a list."""

    name: str
    place: int | None = None

    def bind(self, given: Mapping[str, Any]) -> Any:
        value = given[self.name]
        return value if self.place is None else value[self.place]


class ParamExpr(Expression):
    """A value that is given when the statement runs, to be used in a queryset in the place of a value."""

    def __init__(self, slot: Param, output_field: models.Field) -> None:
        super().__init__(output_field)
        self.slot = slot

    def as_sql(self, compiler, connection) -> tuple[str, list]:  # type: ignore[override]
        # the cast tells PostgreSQL the type, which it would otherwise have to guess when it prepares the statement
        return f"%s::{self.output_field.cast_db_type(connection)}", [self.slot]

    def resolve_expression(self, *args, **options) -> "ParamExpr":
        return self


class ParamList:
    """Several values of one type, given when the statement runs. Statements for one value and for several differ."""

    def __init__(self, name: str, length: int, output_field: models.Field) -> None:
        self.name, self.length, self.output_field = name, length, output_field

    def each(self) -> list[ParamExpr]:
        """Each value by itself."""
        return [ParamExpr(Param(self.name, place), self.output_field) for place in range(self.length)]

    def equal(self, column: str) -> Expression | models.Q:
        """The condition that a column has the one value, or any of several."""
        if self.length == 1:
            return models.Q(**{column: self.each()[0]})
        several = ParamExpr(Param(self.name), ArrayField(self.output_field))
        any_of_them = Func(several, function="ANY", output_field=self.output_field)
        return CombinedExpression(models.F(column), "=", any_of_them, output_field=models.BooleanField())


def bind_values(parameters: Sequence[Any], given: Mapping[str, Any]) -> list[Any]:
    """The parameters of a statement with its open places filled."""
    return [parameter.bind(given) if isinstance(parameter, Param) else parameter for parameter in parameters]
