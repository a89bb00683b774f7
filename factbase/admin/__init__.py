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
    provision,
    revision,
    source,
    topic,
    voice,
)

admin.site.site_header = "Peace-talks fact base"
admin.site.site_title = "Peace-talks fact base"
admin.site.index_title = "Facts and their evidence"
