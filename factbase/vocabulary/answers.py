"""Enums that only answers use: no column has their values."""

from django.db import models


class Comparison(models.TextChoices):
    """The result of comparing two actors on a topic on a day, or why they cannot be compared."""

    COMPARED = "compared", "Compared"
    ON_PROPOSAL = "on_proposal", "A side only on versions of proposals"
    NOT_ON_PROPOSAL = "not_on_proposal", "A side on the topic, but not on the version in question"
    NO_STANCE = "no_stance", "A statement without a side"
    MISSING = "missing", "No statement of its own"


class Finding(models.TextChoices):
    """The finding on a claim that an actor held a stance on a topic on a day."""

    SUPPORTED = "supported", "Supported"
    CONTRADICTED = "contradicted", "Contradicted"
    MIXED = "mixed", "Mixed"
    NOT_FOUND = "not_found", "Not found"


class NameMatch(models.TextChoices):
    """The way in which a query matches a name of an actor. The codebook gives the scores."""

    EXACT_NAME = "exact_name", "The name that the fact base uses"
    EXACT_ALIAS = "exact_alias", "Another name of the actor"
    SAME_KEY = "same_key", "The same name in another spelling or script"
    WORD_ORDER = "word_order", "The same words in another order"
    INITIALS = "initials", "The same words, some as initials"
    TITLE_LEFT_OUT = "title_left_out", "Without the title before the name"
    WORDS_LEFT_OUT = "words_left_out", "Without other words before or after the name"
    PART_OF_NAME = "part_of_name", "Some words of the name"
    SIMILAR = "similar", "A similar name"


class Shift(models.TextChoices):
    """The kind of a change of stance."""

    TAKEN = "taken", "The first side on record"
    CHANGED = "changed", "A different side"
    CONDITION = "condition", "The same side with a different condition"


class EvidenceList(models.TextChoices):
    """The list in which the evidence for a finding is shown."""

    RESTS_ON = "rests_on", "A stance that the finding rests on"
    ON_PROPOSALS = "on_proposals", "A stance in force on one version of a proposal"
    STATEMENTS = "statements", "Another statement by the actor itself"
    ATTRIBUTED = "attributed", "What others say about the actor"
    SPOKEN_FOR_OTHERS = "spoken_for_others", "A statement in office, for another holder"


class TimelineKind(models.TextChoices):
    """The kind of fact in a timeline entry."""

    CLAIM = "claim", "Claim"
    MEETING = "meeting", "Meeting"
    POSITION = "position", "Position"
    PROPOSAL = "proposal", "Proposal"


class TimelinePrecision(models.TextChoices):
    """The precision of the time of a timeline entry."""

    DAY = "day", "To the day"
    UNCERTAIN = "uncertain", "To the day, but uncertain"
    SPAN = "span", "From its first to its last day"
    INTERVAL = "interval", "One day within an interval"
    OPEN = "open", "No first day, no last day, or neither"


class StanceGroup(models.TextChoices):
    """The group of a position in an answer about its holder."""

    IN_FORCE = "in_force", "In force"
    STATEMENTS = "statements", "Other statements by the holder itself"
    ATTRIBUTED = "attributed", "What others say about the holder"
