"""The permission to publish, and the rule that someone other than the author approves a new fact."""

from typing import Any

from django.contrib.auth.models import User

PUBLISH = "factbase.publish"


def may_publish(user: Any) -> bool:
    """Return True if the user has the permission to publish."""
    return bool(user.has_perm(PUBLISH))


def may_publish_unreviewed(user: Any, new: bool) -> bool:
    """Return True if what the user saves is published at once, without review.

    A change to a published fact needs only the permission to publish. A new fact is published at once only if no
    other active user with that permission could review it.
    """
    if not may_publish(user) or not new:
        return may_publish(user)
    others = User.objects.with_perm(PUBLISH).filter(is_staff=True).exclude(pk=user.pk)
    return not others.exists()
