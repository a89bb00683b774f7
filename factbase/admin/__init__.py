"""The admin, in which editors correct and review facts: an admin per entity, on one base."""

import pkgutil
from importlib import import_module

from django.contrib import admin

from . import entities
from .history import revision, withdrawal_views  # noqa: F401  the imports register the admins
from .review import proposed_change  # noqa: F401

for module in pkgutil.iter_modules(entities.__path__):
    import_module(f"{entities.__name__}.{module.name}")

admin.site.site_header = admin.site.site_title = "Peace-talks fact base"
admin.site.index_template = "admin/factbase/index.html"
admin.site.index_title = "Facts and their evidence"
