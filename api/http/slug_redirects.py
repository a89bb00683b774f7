"""Responses for slugs without a record: 308 if it was renamed or merged, 410 if it was withdrawn, else 404."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db import models
from django.http import HttpResponse, HttpResponsePermanentRedirect

from api.http.request.suggestions import nearest_slug
from api.http.sql.json_builder import format_time
from factbase.history.changes import Change
from factbase.history.revision import Revision
from factbase.models import Slug, Withdrawal

from .problems import NotFound, Problem

if TYPE_CHECKING:
    from .base_views import ReadView

SLUG = "<slug:slug>"
"""The slug in routes."""


def slug_redirect(view: "ReadView", model: type[models.Model], slug: str) -> HttpResponse:
    """Return a 308 to the present URL of a renamed or merged slug, as of the revision that is read.

    Raises Problem 410 if the record with the slug was withdrawn, and 404 if no record ever had it.
    """
    kind = str(model._meta.model_name)
    ids = list(Slug.objects.filter(kind=kind, slug=slug).values_list("object_id", flat=True))
    current = model._default_manager.filter(pk__in=ids).values_list("slug", flat=True).first()
    if current is not None:
        return redirect_to_slug(view, slug, current)
    withdrawal = Withdrawal.objects.filter(kind=kind, object_id__in=ids).first()
    if withdrawal is not None:
        raise withdrawn_problem(view, model, slug, withdrawal)
    raise unknown_slug_problem(model, slug)


def redirect_to_slug(view: "ReadView", slug: str, current: str) -> HttpResponse:
    """Return a 308 to the same page under the record's present slug; the query stays."""
    before, after = _split_path(view, slug)
    query = urlencode(view.asked.sent)
    response = HttpResponsePermanentRedirect(f"{before}{current}{after}" + (f"?{query}" if query else ""))
    response.status_code = 308  # unlike 301, it keeps the method
    return response


def withdrawn_problem(view: "ReadView", model: type[models.Model], slug: str, withdrawal: Withdrawal) -> Problem:
    """Return the 410 with the revision, time and reason of the withdrawal and the URL of the history."""
    changes = Change.objects.filter(kind=withdrawal.kind, record_id=withdrawal.object_id).order_by("-revision")
    since = Revision.objects.get(number=changes.values_list("revision", flat=True)[0])
    before, _ = _split_path(view, slug)
    return Problem(
        410,
        f"The {model._meta.verbose_name} “{slug}” was withdrawn: {withdrawal.reason}",
        reason=withdrawal.reason,
        reason_code=since.reason_code or None,
        withdrawn_in=since.number,
        withdrawn_at=format_time(since.time),
        history=view.url(f"{before}{withdrawal.slug}/history/"),
    )


def unknown_slug_problem(model: type[models.Model], slug: str) -> Problem:
    """Return the 404 for a slug that no record ever had, with the nearest slug."""
    return NotFound(f"There is no {model._meta.verbose_name} “{slug[:100]}”.", nearest_slug(slug, model))


def _split_path(view: "ReadView", slug: str) -> tuple[str, str]:
    """Return the parts of the path before and after the slug."""
    match: Any = view.request.resolver_match
    after = match.route.rpartition(SLUG)[2]
    return view.asked.address.removesuffix(f"{slug}{after}"), after
