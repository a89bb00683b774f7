"""The inline of a claim's figures. The claim's citations support them, so they are edited on its page."""

from factbase.models import Figure

from .base import FactInline


class FigureInline(FactInline):
    model = Figure
    fields = ("number", "measures", "qualifier", "low", "high", "unit", "per")
