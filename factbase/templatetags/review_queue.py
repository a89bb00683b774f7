"""The links to waiting proposals in the header of the admin's pages."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from factbase.admin.permissions import may_publish
from factbase.models import ProposedChange
from factbase.vocabulary import ReviewState

register = template.Library()


@register.simple_tag(takes_context=True)
def waiting_for_review(context: Any) -> SafeString:
    """Return links to the proposals that the user can review and to those returned to the user, with their counts."""
    user = context["request"].user
    own = ProposedChange.objects.filter(author=user.pk)
    queues = [(own.filter(state=ReviewState.RETURNED), ReviewState.RETURNED, "returned to you")]
    if may_publish(user):
        others = ProposedChange.objects.filter(state=ReviewState.SUBMITTED).exclude(author=user.pk)
        queues.insert(0, (others, ReviewState.SUBMITTED, "to review"))
    html = SafeString("")
    page = reverse("admin:factbase_proposedchange_changelist")
    for proposals, state, label in queues:
        if count := proposals.count():
            html += format_html('<a class="waiting" href="{}?state__exact={}">{} {}</a> / ', page, state, count, label)
    return html
