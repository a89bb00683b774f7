"""Citations, edited with the fact that they support."""

from typing import Any, ClassVar

from django.http import HttpRequest

from factbase.models import Citation

from .base import Rows, RowsInline


class Citations(Rows):
    """The citations of one fact: at least one."""

    default_error_messages = {"too_few_forms": "A fact with no citation does not exist: add at least one."}


class CitationInline(RowsInline):
    """The evidence for a fact."""

    model = Citation
    formset = Citations
    fields: ClassVar[tuple[str, ...]] = ("source", "line", "sentence", "quote", "directness", "credibility", "part")
    autocomplete_fields = ("source",)
    min_num = 1

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        return super().get_formset(request, obj, validate_min=True, **options)


class ReadingInline(CitationInline):
    """The evidence for a discrepancy: what each source has."""

    fields: ClassVar[tuple[str, ...]] = (
        "source",
        "reading",
        "line",
        "sentence",
        "quote",
        "directness",
        "credibility",
        "part",
    )
