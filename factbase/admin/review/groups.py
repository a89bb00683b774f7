"""The groups of editors, created after each migration: authors write facts, reviewers also publish them."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.db import connections, models

from factbase.admin.permissions import PUBLISH

from .workflow import ReviewAdmin


def make_groups(using: str, **_: Any) -> None:
    """Create the groups and add their permissions, once a migration has created those of new models.

    Other permissions of the groups stay.
    """
    if Permission._meta.db_table not in connections[using].introspection.table_names():
        return
    groups = {"authors": _of_authors(), "reviewers": {*_of_authors(), PUBLISH}}
    known = Permission.objects.using(using).filter(content_type__app_label="factbase")
    by_name = {f"factbase.{permission.codename}": permission for permission in known}
    for name, permissions in groups.items():
        group, _made = Group.objects.using(using).get_or_create(name=name)
        group.permissions.add(*(by_name[permission] for permission in permissions if permission in by_name))


def _of_authors() -> set[str]:
    """Return the permissions to view and edit facts and their parts, and to view revisions and proposals."""
    found = {"factbase.view_revision", "factbase.view_proposedchange", "factbase.view_withdrawal"}
    for page in admin.site._registry.values():
        if isinstance(page, ReviewAdmin):
            found |= _permissions(page.model, "view", "add", "change")
            for inline in page.inlines:
                # a name or a citation can be removed from its fact; the fact itself cannot be deleted
                found |= _permissions(inline.model, "view", "add", "change", *(["delete"] if inline.can_delete else []))
    return found


def _permissions(model: type[models.Model], *actions: str) -> set[str]:
    return {f"factbase.{action}_{model._meta.model_name}" for action in actions}
