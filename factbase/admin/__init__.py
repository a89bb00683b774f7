"""The admin: where editors correct facts. An entity per file, on one base that asks for a reason."""

from django.contrib import admin

from . import (  # noqa: F401  each registers its entities
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
    proposed_change,
    provision,
    revision,
    source,
    topic,
    voice,
    withdrawing,
)

admin.site.site_header = "Peace-talks fact base"
admin.site.site_title = "Peace-talks fact base"
admin.site.index_template = "admin/factbase/index.html"
admin.site.index_title = "Facts and their evidence"
