"""The numbers in a claim. The claim's citations are their evidence, so that they are edited with it."""

from factbase.admin.editing.base import RowsInline
from factbase.models import Figure


class FigureInline(RowsInline):
    model = Figure
    fields = ("number", "measures", "qualifier", "low", "high", "unit", "per")
