"""The Django application of the fact base."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class FactbaseConfig(AppConfig):
    name = "factbase"
    verbose_name = "Facts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from factbase.admin import groups
        from factbase.database import roles
        from factbase.history import tables, views

        tables.keep_history()
        pre_migrate.connect(views.drop_views, sender=self)
        post_migrate.connect(tables.install_triggers, sender=self)
        post_migrate.connect(views.create_views, sender=self)
        post_migrate.connect(roles.grant_reading, sender=self)
        post_migrate.connect(groups.make_groups, sender=self)
