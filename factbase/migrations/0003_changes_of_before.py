"""Enter among the changes what revisions touched before changes were kept."""

from django.db import migrations


def _latest(column: str, table: str, row: str) -> str:
    return f"(SELECT {column} FROM factbase_{table}_history WHERE id = {row} ORDER BY rev_from DESC LIMIT 1)"


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
    "provision_obliged": {"proposal": [_latest("proposal_id", "provision", "h.provision_id")]},
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
            _latest("actor_id", "actorname", "h.actor_name_id"),
            _latest("member_id", "affiliation", "h.affiliation_id"),
        ],
        "meeting": [
            "h.meeting_id",
            _latest("meeting_id", "participation", "h.participation_id"),
            _latest("meeting_id", "outcome", "h.outcome_id"),
        ],
        "proposal": ["h.proposal_id", _latest("proposal_id", "provision", "h.provision_id")],
        "claim": ["h.claim_id", _latest("claim_id", "voice", "h.voice_id")],
        "position": ["h.position_id"],
        "identification": ["h.identification_id"],
        "discrepancy": ["h.discrepancy_id"],
    },
}
"""For each table, the records to which its rows belong; `h` is a row of its history."""

INSERT = """
    INSERT INTO factbase_change (revision, kind, record_id)
    SELECT DISTINCT changed.revision, '{kind}', changed.record_id FROM (
        SELECT unnest(ARRAY[h.rev_from, nullif(h.rev_to, 9223372036854775807)]) AS revision, {record} AS record_id
        FROM factbase_{table}_history h
    ) AS changed
    WHERE changed.revision IS NOT NULL AND changed.record_id IS NOT NULL
    ON CONFLICT DO NOTHING
"""


def enter(apps, schema_editor):
    for table, kinds in OWNERS.items():
        for kind, records in kinds.items():
            record = f"coalesce({', '.join(records)})"
            schema_editor.execute(INSERT.format(kind=kind, record=record, table=table))


class Migration(migrations.Migration):
    dependencies = [("factbase", "0002_corrections_releases_review")]

    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
