"""Who may publish, and what nobody publishes unseen: a new fact of their own, where another could look at it first."""

from typing import Any

from django.contrib.auth.models import User

PUBLISH = "factbase.publish"


def may_publish(user: Any) -> bool:
    """Whether a user has the right to publish."""
    return bool(user.has_perm(PUBLISH))


def publishes_alone(user: Any, new: bool) -> bool:
    """Whether what a user saves is published at once.

    A change of a published fact is, with the right to publish; a new fact only when no other active user has that
    right and could look at it first.
    """
    if not may_publish(user) or not new:
        return may_publish(user)
    others = User.objects.with_perm(PUBLISH).filter(is_staff=True).exclude(pk=user.pk)
    return not others.exists()
