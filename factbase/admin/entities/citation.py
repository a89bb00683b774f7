"""The inlines of citations, which are edited on the page of the fact that they support."""

from typing import Any, ClassVar

from django.http import HttpRequest

from factbase.models import Citation

from .base import FactFormSet, FactInline


class CitationFormSet(FactFormSet):
    """The citations of a fact, of which there must be at least one."""

    default_error_messages = {"too_few_forms": "A fact needs at least one citation."}


class CitationInline(FactInline):
    """The evidence for a fact."""

    model = Citation
    formset = CitationFormSet
    fields: ClassVar[tuple[str, ...]] = ("source", "line", "sentence", "quote", "directness", "credibility", "part")
    min_num = 1

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        return super().get_formset(request, obj, validate_min=True, **options)


class ReadingInline(CitationInline):
    """The evidence for a discrepancy, with the reading of each source."""

    fields = ("source", "reading", *CitationInline.fields[1:])
