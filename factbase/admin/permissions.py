"""The permission to publish, and the rule that someone other than the author approves a new fact."""

from typing import Any

from django.contrib.auth.models import User

PUBLISH = "factbase.publish"


def may_publish(user: Any) -> bool:
    """Return True if the user has the permission to publish."""
    return bool(user.has_perm(PUBLISH))


def may_publish_new(user: Any) -> bool:
    """Return True if a new fact of the user is published at once: the user may publish, but no other active user may.

    A change to a published fact needs only the permission to publish.
    """
    others = User.objects.with_perm(PUBLISH).filter(is_staff=True).exclude(pk=user.pk)
    return may_publish(user) and not others.exists()
