"""FastAPI with pydantic models: one query for the positions, one for their citations, joined in Python."""

from collections import defaultdict
from datetime import date
from typing import Any

import asyncpg
from fastapi import FastAPI, Request
from pydantic import BaseModel

from .models import Actor, Meeting, Page, Proposal, Publisher, Topic
from .pool import Pool, lifespan

SIZE = 25  # one more row is read, to know if there is a next page
# filters by id: with a join on the slugs PostgreSQL reads and sorts all rows, which takes four times as long
POSITIONS = """
SELECT p.id, p.slug, p.stance, nullif(p.condition, '') AS condition, nullif(p.condition_effect, '') AS condition_effect,
    p.summary, nullif(p.speech_act, '') AS speech_act, p.attribution, p.stated, p.stated_earliest, p.stated_latest,
    p.date_basis, nullif(p.date_note, '') AS date_note, nullif(p.statement, '') AS statement,
    t.slug AS topic_slug, t.name AS topic_name, nullif(t.proposition, '') AS topic_proposition,
    h.slug AS holder_slug, h.name AS holder_name, h.kind AS holder_kind,
    s.slug AS speaker_slug, s.name AS speaker_name, s.kind AS speaker_kind,
    b.slug AS attributed_by_slug, b.name AS attributed_by_name, b.kind AS attributed_by_kind,
    m.slug AS meeting_slug, m.title AS meeting_title, m.kind AS meeting_kind, m.status AS meeting_status,
    nullif(m.starts, '') AS meeting_starts,
    a.slug AS about_meeting_slug, a.title AS about_meeting_title, a.kind AS about_meeting_kind,
    a.status AS about_meeting_status, nullif(a.starts, '') AS about_meeting_starts,
    r.slug AS proposal_slug, r.name AS proposal_name, r.status AS proposal_status
FROM factbase_position p
JOIN factbase_topic t ON t.id = p.topic_id
JOIN factbase_actor h ON h.id = p.holder_id
LEFT JOIN factbase_actor s ON s.id = p.speaker_id
LEFT JOIN factbase_actor b ON b.id = p.attributed_by_id
LEFT JOIN factbase_meeting m ON m.id = p.meeting_id
LEFT JOIN factbase_meeting a ON a.id = p.about_meeting_id
LEFT JOIN factbase_proposal r ON r.id = p.proposal_id
WHERE p.topic_id = (SELECT id FROM factbase_topic WHERE slug = $1)
    AND p.holder_id = (SELECT id FROM factbase_actor WHERE slug = $2)
    AND p.stated_latest >= $4
ORDER BY p.stated_latest DESC, p.stated_earliest DESC, p.slug DESC
LIMIT 26 OFFSET $3
"""
CITATIONS = """
SELECT c.position_id, c.line, c.sentence, nullif(c.quote, '') AS quote, c.directness, c.credibility, c.part,
    s.slug, s.title, s.stated, s.reliability,
    p.slug AS publisher_slug, p.name AS publisher_name,
    o.slug AS original_publisher_slug, o.name AS original_publisher_name
FROM factbase_citation c
JOIN factbase_source s ON s.id = c.source_id
LEFT JOIN factbase_actor p ON p.id = s.publisher_id
LEFT JOIN factbase_actor o ON o.id = s.original_publisher_id
WHERE c.position_id = ANY($1)
ORDER BY s.stated_latest, s.slug, c.line, c.sentence, c.id
"""
POSITION_MODELS: dict[str, type[BaseModel]] = {
    "topic": Topic,
    "holder": Actor,
    "speaker": Actor,
    "attributed_by": Actor,
    "meeting": Meeting,
    "about_meeting": Meeting,
    "proposal": Proposal,
}
SOURCE_MODELS: dict[str, type[BaseModel]] = {"publisher": Publisher, "original_publisher": Publisher}
COLUMNS = {
    name: {field: f"{name}_{field}" for field in model.model_fields}
    for name, model in (POSITION_MODELS | SOURCE_MODELS).items()
}
"""By the name of a nested record: the column of each of its fields."""

app = FastAPI(lifespan=lifespan)


@app.get("/api/v1/positions/", response_model=Page)
async def positions(
    request: Request, pool: Pool, topic: str, actor: str, date_from: date = date.min, page: int = 1
) -> dict[str, Any]:
    async with pool.acquire() as connection:
        rows = await connection.fetch(POSITIONS, topic, actor, SIZE * (page - 1), date_from)
        page_rows = rows[:SIZE]
        citation_rows = await connection.fetch(CITATIONS, [row["id"] for row in page_rows])
    citations = defaultdict(list)
    for row in citation_rows:
        citations[row["position_id"]].append(_citation(row))
    next_url = str(request.url.include_query_params(page=page + 1)) if len(rows) > SIZE else None
    return {"next": next_url, "results": [_position(row, citations[row["id"]]) for row in page_rows]}


def _position(row: asyncpg.Record, citations: list[dict[str, Any]]) -> dict[str, Any]:
    return {**row, **{name: _nested(row, name) for name in POSITION_MODELS}, "citations": citations}


def _citation(row: asyncpg.Record) -> dict[str, Any]:
    source = {name: row[name] for name in ("slug", "title", "stated", "reliability")}
    return {**row, "source": {**source, **{name: _nested(row, name) for name in SOURCE_MODELS}}}


def _nested(row: asyncpg.Record, name: str) -> dict[str, Any] | None:
    """Return a nested record from a row, or None."""
    columns = COLUMNS[name]
    return {field: row[column] for field, column in columns.items()} if row[columns["slug"]] else None
