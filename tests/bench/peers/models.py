"""Pydantic models of the response."""

import datetime

from pydantic import BaseModel


class Actor(BaseModel):
    slug: str
    name: str
    kind: str


class Publisher(BaseModel):
    slug: str
    name: str


class Topic(BaseModel):
    slug: str
    name: str
    proposition: str | None


class Meeting(BaseModel):
    slug: str
    title: str
    kind: str
    status: str
    starts: str | None


class Proposal(BaseModel):
    slug: str
    name: str
    status: str


class Source(BaseModel):
    slug: str
    title: str
    publisher: Publisher | None
    original_publisher: Publisher | None
    stated: str
    reliability: str


class Citation(BaseModel):
    source: Source
    line: int
    sentence: int | None
    quote: str | None
    directness: str
    credibility: int
    part: str


class Position(BaseModel):
    slug: str
    topic: Topic
    holder: Actor
    stance: str
    condition: str | None
    condition_effect: str | None
    summary: str
    speech_act: str | None
    attribution: str
    speaker: Actor | None
    attributed_by: Actor | None
    stated: str
    stated_earliest: datetime.date
    stated_latest: datetime.date
    date_basis: str
    date_note: str | None
    meeting: Meeting | None
    about_meeting: Meeting | None
    proposal: Proposal | None
    statement: str | None
    citations: list[Citation]


class Page(BaseModel):
    next: str | None
    results: list[Position]
