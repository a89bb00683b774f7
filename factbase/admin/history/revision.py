"""The pages of revisions: the list, and each revision with the records that it changed."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst

from factbase.admin.editing.form_diff import DiffLine
from factbase.admin.editing.forms import is_number
from factbase.admin.permissions import may_publish
from factbase.admin.read_only_admin import ReadOnlyAdmin
from factbase.history.changes import Change, Difference, RevisionRange, differences
from factbase.history.revision import Revision
from factbase.vocabulary import Verb

from .revert_view import confirm_revision_revert

PER_PAGE = 50
"""The number of records on a page of a revision."""


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    fields = list_display = ("number", "time", "author", "reviewer", "kind", "reason_code", "reason")
    list_filter = ("kind", "reason_code", "author")
    search_fields = ("reason", "author")
    date_hierarchy = "time"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(partial(confirm_revision_revert, self))
        return [path("<int:number>/revert/", view, name="factbase_revision_revert"), *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **options: Any) -> HttpResponse:
        """Show the records that the revision changed, a page at a time."""
        revision = Revision.objects.filter(number=object_id).first() if is_number(object_id) else None
        if revision is None or not self.has_view_permission(request, revision):
            return super().change_view(request, object_id, *args, **options)
        touched = Change.objects.filter(revision=revision.number).order_by("kind", "record_id")
        page = Paginator(touched, PER_PAGE).get_page(request.GET.get("page"))
        changed = differences([RevisionRange.of(change) for change in page.object_list], "default")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Revision {revision.number}",
            "revision": revision,
            "page": page,
            "touched": [_touched_record(difference, revision.number) for _, difference in changed],
            "may_revert": may_publish(request.user) and page.paginator.count,
        }
        return TemplateResponse(request, "admin/factbase/revision.html", context)


def _touched_record(difference: Difference, number: int) -> dict[str, Any]:
    """Return the changes of a revision to one record, with the URLs of its history and revert pages."""
    kind, pk = difference.record.kind, difference.record_id
    name = difference.record.model._meta.verbose_name
    target = f" “{difference.merged_into}”" if difference.merged_into else ""
    has_lines = difference.verb not in (Verb.ADDED, Verb.WITHDRAWN, Verb.MERGED)
    return {
        "title": capfirst(f"{name} “{difference.slug}”"),
        "verb": f"{difference.verb.label}{target}",
        "history": reverse(f"admin:factbase_{kind}_history", args=[pk]),
        "revert": reverse(f"admin:factbase_{kind}_revert", args=[pk, number]),
        "lines": list(_field_lines(difference.fields)) if has_lines else [],
    }


def _field_lines(fields: dict[str, tuple[Any, Any]]) -> Iterator[DiffLine]:
    """Yield the change of each field; of a list of parts, only the parts that differ, one a line."""
    for name, (before, after) in fields.items():
        if isinstance(before, list) and isinstance(after, list):
            removed, added = [row for row in before if row not in after], [row for row in after if row not in before]
        else:
            removed, added = [before], [after]
        yield DiffLine(capfirst(name.replace("_", " ")), _join_lines(removed), _join_lines(added))


def _join_lines(values: list[Any]) -> str:
    return "\n".join(_format_json(value) for value in values if value is not None)


def _format_json(value: Any) -> str:
    if isinstance(value, dict):
        items = ((name, content) for name, content in value.items() if content not in (None, [], False))
        return "; ".join(f"{name.replace('_', ' ')}: {_format_json(content)}" for name, content in items)
    if isinstance(value, list):
        return ", ".join(f"({_format_json(item)})" if isinstance(item, dict) else str(item) for item in value)
    return str(value)
