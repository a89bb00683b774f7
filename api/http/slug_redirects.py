"""What is not at the address that was asked for: it moved, it was withdrawn, or it never was."""

from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from api.http.request.suggestions import nearest_slug
from api.http.sql.json_builder import format_time
from factbase.history.changes import Change
from factbase.history.revision import Revision
from factbase.models import Slug, Withdrawal

from .problems import Problem

SLUG = "<slug:slug>"
"""Where routes have the slug."""


def slug_redirect(request: HttpRequest, model: type[models.Model], slug: str) -> HttpResponse:
    """308 to where a renamed or merged slug is now, judged at the revision that is read.

    Raises Problem 410 if what bore it was withdrawn, and 404 if nothing ever did.
    """
    kind = str(model._meta.model_name)
    known = list(Slug.objects.filter(kind=kind, slug=slug).values_list("object_id", flat=True))
    current = model._default_manager.filter(pk__in=known).values_list("slug", flat=True).first()
    if current is not None:
        return redirect_to_slug(request, slug, current)
    withdrawal = Withdrawal.objects.filter(kind=kind, object_id__in=known).first()
    if withdrawal is not None:
        raise withdrawn_problem(request, model, slug, withdrawal)
    raise unknown_slug_problem(model, slug)


def redirect_to_slug(request: HttpRequest, slug: str, current: str) -> HttpResponse:
    """308 to the same page of the slug that the record has now; the query is kept."""
    before, after = _around(request, slug)
    query = request.GET.urlencode()
    response = HttpResponsePermanentRedirect(f"{before}{current}{after}" + (f"?{query}" if query else ""))
    response.status_code = 308  # unlike 301, never turned into another method
    return response


def withdrawn_problem(request: HttpRequest, model: type[models.Model], slug: str, withdrawal: Withdrawal) -> Problem:
    """410: since when it is withdrawn, why, and where its history is."""
    touched = Change.objects.filter(kind=withdrawal.kind, record_id=withdrawal.object_id).order_by("-revision")
    since = Revision.objects.get(number=touched.values_list("revision", flat=True)[0])
    before, _ = _around(request, slug)
    return Problem(
        410,
        f"The {model._meta.verbose_name} “{slug}” was withdrawn: {withdrawal.reason}",
        reason=withdrawal.reason,
        reason_code=since.reason_code or None,
        withdrawn_in=since.number,
        withdrawn_at=format_time(since.time),
        history=request.build_absolute_uri(f"{before}{withdrawal.slug}/history/"),
    )


def unknown_slug_problem(model: type[models.Model], slug: str) -> Problem:
    """404: nothing ever bore the slug; the nearest is named."""
    near = nearest_slug(slug, model)
    detail = f"There is no {model._meta.verbose_name} “{slug[:100]}”." + (f" Did you mean “{near}”?" if near else "")
    return Problem(404, detail, **({"suggestion": near} if near else {}))


def _around(request: HttpRequest, slug: str) -> tuple[str, str]:
    """The path before the slug, and what follows it."""
    assert request.resolver_match is not None
    after = request.resolver_match.route.rpartition(SLUG)[2]
    return request.path.removesuffix(f"{slug}{after}"), after
