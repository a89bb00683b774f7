"""The numbers in a claim. The claim's citations are their evidence, so that they are edited with it."""

from factbase.models import Figure

from .base import RowsInline


class FigureInline(RowsInline):
    model = Figure
    fields = ("number", "measures", "qualifier", "low", "high", "unit", "per")
