"""The admin, in which editors correct and review facts: an admin per entity, on one base."""

from django.contrib import admin

from .entities import (  # noqa: F401  the imports register the admins
    actor,
    actor_name,
    affiliation,
    claim,
    discrepancy,
    identification,
    meeting,
    outcome,
    participation,
    position,
    process,
    proposal,
    provision,
    source,
    topic,
    voice,
)
from .history import revision, withdrawal_views  # noqa: F401
from .review import proposed_change  # noqa: F401

admin.site.site_header = admin.site.site_title = "Peace-talks fact base"
admin.site.index_template = "admin/factbase/index.html"
admin.site.index_title = "Facts and their evidence"
