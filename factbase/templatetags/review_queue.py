"""What the head of each page of the admin says of proposed changes."""

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
    """Links to what waits for the user: for a reviewer what others sent, for an author what came back."""
    user = context["request"].user
    mine = ProposedChange.objects.filter(author=user.pk)
    links = []
    if may_publish(user):
        links.append((ProposedChange.objects.to_review().exclude(author=user.pk), ReviewState.SUBMITTED, "to review"))
    links.append((mine.filter(state=ReviewState.RETURNED), ReviewState.RETURNED, "returned to you"))
    said = SafeString("")
    for found, state, words in links:
        if count := found.count():
            page = reverse("admin:factbase_proposedchange_changelist")
            said += format_html('<a class="waiting" href="{}?state__exact={}">{} {}</a> / ', page, state, count, words)
    return said
