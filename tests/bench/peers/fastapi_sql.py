"""FastAPI returning JSON that PostgreSQL builds in one query."""

from datetime import date

from fastapi import FastAPI, Request, Response

from .pool import Pool, lifespan

SIZE = 25  # one more row is read, to know if there is a next page
LIST = """
WITH topic AS (SELECT id, slug, name, nullif(proposition, '') AS proposition FROM factbase_topic WHERE slug = $1),
holder AS (SELECT id, slug, name, kind FROM factbase_actor WHERE slug = $2),
page AS (
    SELECT * FROM factbase_position
    WHERE topic_id = (SELECT id FROM topic) AND holder_id = (SELECT id FROM holder)
        AND stated_latest >= $5
    ORDER BY stated_latest DESC, stated_earliest DESC, slug DESC
    LIMIT 26 OFFSET $3
)
SELECT json_build_object(
    'next', (SELECT $4::text FROM page OFFSET 25), 'results', coalesce(json_agg(position), '[]')
)
FROM (
    SELECT p.slug,
        (SELECT one FROM (SELECT slug, name, proposition FROM topic) one) AS topic,
        (SELECT one FROM (SELECT slug, name, kind FROM holder) one) AS holder,
        p.stance, nullif(p.condition, '') AS condition, nullif(p.condition_effect, '') AS condition_effect,
        p.summary, nullif(p.speech_act, '') AS speech_act, p.attribution,
        (SELECT one FROM (SELECT slug, name, kind FROM factbase_actor WHERE id = p.speaker_id) one) AS speaker,
        (SELECT one FROM (SELECT slug, name, kind FROM factbase_actor WHERE id = p.attributed_by_id) one)
            AS attributed_by,
        p.stated, p.stated_earliest, p.stated_latest, p.date_basis, nullif(p.date_note, '') AS date_note,
        (
            SELECT one FROM (
                SELECT slug, title, kind, status, nullif(starts, '') AS starts
                FROM factbase_meeting WHERE id = p.meeting_id
            ) one
        ) AS meeting,
        (
            SELECT one FROM (
                SELECT slug, title, kind, status, nullif(starts, '') AS starts
                FROM factbase_meeting WHERE id = p.about_meeting_id
            ) one
        ) AS about_meeting,
        (SELECT one FROM (SELECT slug, name, status FROM factbase_proposal WHERE id = p.proposal_id) one) AS proposal,
        nullif(p.statement, '') AS statement,
        (
            SELECT json_agg(citation) FROM (
                SELECT
                    (
                        SELECT one FROM (
                            SELECT s.slug, s.title,
                                (SELECT one FROM (SELECT slug, name FROM factbase_actor WHERE id = s.publisher_id) one)
                                    AS publisher,
                                (
                                    SELECT one FROM (
                                        SELECT slug, name FROM factbase_actor WHERE id = s.original_publisher_id
                                    ) one
                                ) AS original_publisher,
                                s.stated, s.reliability
                        ) one
                    ) AS source,
                    c.line, c.sentence, nullif(c.quote, '') AS quote, c.directness, c.credibility, c.part
                FROM factbase_citation c JOIN factbase_source s ON s.id = c.source_id
                WHERE c.position_id = p.id
                ORDER BY s.stated_latest, s.slug, c.line, c.sentence, c.id
            ) citation
        ) AS citations
    FROM page p
    ORDER BY p.stated_latest DESC, p.stated_earliest DESC, p.slug DESC
    LIMIT 25
) position
"""

app = FastAPI(lifespan=lifespan)


@app.get("/api/v1/positions/")
async def positions(
    request: Request, pool: Pool, topic: str, actor: str, date_from: date = date.min, page: int = 1
) -> Response:
    next_url = str(request.url.include_query_params(page=page + 1))
    body = await pool.fetchval(LIST, topic, actor, SIZE * (page - 1), next_url, date_from)
    return Response(body, media_type="application/json")
