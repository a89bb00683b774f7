"""Enter among the changes what revisions touched before changes were kept."""

from django.db import migrations


def _then(column: str, table: str, row: str) -> str:
    rows = f"factbase_{table}_history WHERE id = {row} AND rev_from <= changed.revision"
    return f"(SELECT {column} FROM {rows} ORDER BY rev_from DESC LIMIT 1)"


OWNERS = {
    "process": {"process": ["h.id"]},
    "actor": {"actor": ["h.id"]},
    "actorname": {"actor": ["h.actor_id"]},
    "affiliation": {"actor": ["h.member_id"]},
    "topic": {"topic": ["h.id"]},
    "source": {"source": ["h.id"]},
    "proposal": {"proposal": ["h.id"]},
    "proposal_proposers": {"proposal": ["h.proposal_id"]},
    "provision": {"proposal": ["h.proposal_id"]},
    "provision_obliged": {"proposal": [_then("proposal_id", "provision", "h.provision_id")]},
    "meeting": {"meeting": ["h.id"]},
    "meeting_topics": {"meeting": ["h.meeting_id"]},
    "meeting_proposals": {"meeting": ["h.meeting_id"]},
    "participation": {"meeting": ["h.meeting_id"]},
    "outcome": {"meeting": ["h.meeting_id"]},
    "position": {"position": ["h.id"]},
    "claim": {"claim": ["h.id"]},
    "voice": {"claim": ["h.claim_id"]},
    "figure": {"claim": ["h.claim_id"]},
    "identification": {"identification": ["h.id"]},
    "discrepancy": {"discrepancy": ["h.id"]},
    "citation": {
        "actor": [
            "h.actor_id",
            _then("actor_id", "actorname", "h.actor_name_id"),
            _then("member_id", "affiliation", "h.affiliation_id"),
        ],
        "meeting": [
            "h.meeting_id",
            _then("meeting_id", "participation", "h.participation_id"),
            _then("meeting_id", "outcome", "h.outcome_id"),
        ],
        "proposal": ["h.proposal_id", _then("proposal_id", "provision", "h.provision_id")],
        "claim": ["h.claim_id", _then("claim_id", "voice", "h.voice_id")],
        "position": ["h.position_id"],
        "identification": ["h.identification_id"],
        "discrepancy": ["h.discrepancy_id"],
    },
}
"""For each table, the records to which its rows belong; `h` is a row of its history."""

VERSIONS = """
    factbase_{table}_history h, unnest(ARRAY[h.rev_from, nullif(h.rev_to, 9223372036854775807)]) AS changed (revision)
"""
"""The rows of a table, with each revision that made or ended a version."""

RENAMED = """
    factbase_{target}_history after JOIN factbase_{target}_history before
        ON before.id = after.id AND before.rev_to = after.rev_from AND before.slug <> after.slug
    CROSS JOIN LATERAL (SELECT after.rev_from AS revision) AS changed JOIN factbase_{table}_history h
        ON h.{column} = after.id AND h.rev_from <= changed.revision AND h.rev_to > changed.revision
"""
"""The rows that refer to something, with each revision in which its slug, which they show, became another."""

INSERT = """
    INSERT INTO factbase_change (revision, kind, record_id)
    SELECT DISTINCT changed.revision, '{kind}', record.id FROM {rows}, LATERAL (SELECT {record} AS id) AS record
    WHERE changed.revision IS NOT NULL AND record.id IS NOT NULL
    ON CONFLICT DO NOTHING
"""


def enter(apps, schema_editor):
    for table, kinds in OWNERS.items():
        fields = apps.get_model("factbase", table)._meta.concrete_fields
        keys = [f for f in fields if f.related_model and any(g.name == "slug" for g in f.related_model._meta.fields)]
        sources = [VERSIONS.format(table=table)]
        sources += [RENAMED.format(table=table, target=k.related_model._meta.model_name, column=k.column) for k in keys]
        for kind, records in kinds.items():
            for rows in sources:
                schema_editor.execute(INSERT.format(kind=kind, record=f"coalesce({', '.join(records)})", rows=rows))


class Migration(migrations.Migration):
    dependencies = [("factbase", "0002_corrections_releases_review")]

    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
