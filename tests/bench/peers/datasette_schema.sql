-- The columns that the list shows of each table, and the indexes that it needs.
CREATE TABLE actor (id INTEGER PRIMARY KEY, slug TEXT, name TEXT, kind TEXT);
CREATE TABLE topic (id INTEGER PRIMARY KEY, slug TEXT, name TEXT, proposition TEXT);
CREATE TABLE meeting (id INTEGER PRIMARY KEY, slug TEXT, title TEXT, kind TEXT, status TEXT, starts TEXT);
CREATE TABLE proposal (id INTEGER PRIMARY KEY, slug TEXT, name TEXT, status TEXT);
CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    slug TEXT,
    title TEXT,
    publisher_id INTEGER REFERENCES actor (id),
    original_publisher_id INTEGER REFERENCES actor (id),
    stated TEXT,
    stated_latest TEXT,
    reliability TEXT
);
CREATE TABLE position (
    id INTEGER PRIMARY KEY,
    slug TEXT,
    topic_id INTEGER REFERENCES topic (id),
    holder_id INTEGER REFERENCES actor (id),
    stance TEXT,
    condition TEXT,
    condition_effect TEXT,
    summary TEXT,
    speech_act TEXT,
    attribution TEXT,
    speaker_id INTEGER REFERENCES actor (id),
    attributed_by_id INTEGER REFERENCES actor (id),
    stated TEXT,
    stated_earliest TEXT,
    stated_latest TEXT,
    date_basis TEXT,
    date_note TEXT,
    meeting_id INTEGER REFERENCES meeting (id),
    about_meeting_id INTEGER REFERENCES meeting (id),
    proposal_id INTEGER REFERENCES proposal (id),
    statement TEXT
);
CREATE TABLE citation (
    id INTEGER PRIMARY KEY,
    position_id INTEGER REFERENCES position (id),
    source_id INTEGER REFERENCES source (id),
    line INTEGER,
    sentence INTEGER,
    quote TEXT,
    directness TEXT,
    credibility INTEGER,
    part TEXT
);

CREATE UNIQUE INDEX topic_slug ON topic (slug);
CREATE UNIQUE INDEX actor_slug ON actor (slug);
CREATE INDEX position_newest ON position (topic_id, holder_id, stated_latest, stated_earliest, slug);
CREATE INDEX citation_position ON citation (position_id);
