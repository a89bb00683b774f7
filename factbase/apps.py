"""The Django application of the fact base."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate, pre_migrate


class FactbaseConfig(AppConfig):
    name = "factbase"
    verbose_name = "Facts"

    def ready(self) -> None:
        from factbase.admin.review import groups

        from .history import as_of_views, checks, grants, history_tables

        history_tables.keep_history()
        register(checks.check_history, Tags.database)
        pre_migrate.connect(as_of_views.drop_views, sender=self)
        post_migrate.connect(checks.refuse_slugs_of_routes, sender=self)
        post_migrate.connect(history_tables.install_triggers, sender=self)
        post_migrate.connect(as_of_views.create_views, sender=self)
        post_migrate.connect(grants.grant_reading, sender=self)
        post_migrate.connect(groups.make_groups, sender=self)
