"""Enums of meetings and their participants."""

from django.db import models


class MeetingKind(models.TextChoices):
    """The kind of occasion."""

    TALKS = "talks", "Talks"
    SUMMIT = "summit", "Summit"
    MINISTERIAL = "ministerial", "Ministerial"
    CONTACT = "contact", "Contact"
    CALL = "call", "Call"
    BRIEFING_OF_PRINCIPALS = "briefing_of_principals", "Briefing of principals"
    PRESS_BRIEFING = "press_briefing", "Press briefing"
    STATEMENT = "statement", "Statement or post"
    ADDRESS = "address", "Address"
    FORUM = "forum", "Forum"
    VISIT = "visit", "Visit"
    CABINET_MEETING = "cabinet_meeting", "Cabinet meeting"
    DECISION = "decision", "Vote or decision"
    UNSPECIFIED = "unspecified", "Unspecified"


class MeetingFormat(models.TextChoices):
    """The way in which the participants met."""

    IN_PERSON = "in_person", "In person"
    VIDEO = "video", "Video"
    TELEPHONE = "telephone", "Telephone"
    PROXIMITY = "proximity", "Proximity"
    SHUTTLE = "shuttle", "Shuttle"


class MeetingStatus(models.TextChoices):
    """The status of a meeting, as far as the sources say."""

    HELD = "held", "Held"
    ONGOING = "ongoing", "Ongoing"
    PLANNED = "planned", "Planned"
    MOOTED = "mooted", "Mooted"
    CANCELLED = "cancelled", "Cancelled"


class ParticipationRole(models.TextChoices):
    """The role of an actor at a meeting, which includes absence."""

    PARTY = "party", "Party"
    MEDIATOR = "mediator", "Mediator"
    HOST = "host", "Host"
    OBSERVER = "observer", "Observer"
    GUARANTOR = "guarantor", "Guarantor"
    SPEAKER = "speaker", "Speaker"
    ABSENT = "absent", "Absent"
    UNCERTAIN = "uncertain", "Uncertain"
