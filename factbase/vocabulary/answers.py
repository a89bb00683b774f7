"""Enums that only answers use: no column holds them."""

from django.db import models


class Comparison(models.TextChoices):
    """Whether two actors can be compared on a topic on a day, and why not. How they agree, the codebook says."""

    COMPARED = "compared", "Compared"
    ON_PROPOSAL = "on_proposal", "A side only on versions of proposals"
    NOT_ON_PROPOSAL = "not_on_proposal", "A side on the topic, not on the version asked about"
    NO_STANCE = "no_stance", "Words without a side"
    MISSING = "missing", "No word of its own"


class Finding(models.TextChoices):
    """What the base says to a claim that an actor held a stance on a topic on a day."""

    SUPPORTED = "supported", "Supported"
    CONTRADICTED = "contradicted", "Contradicted"
    MIXED = "mixed", "Mixed"
    NOT_FOUND = "not_found", "Not found"


class NameMatch(models.TextChoices):
    """How a name that was asked for is like one of an actor's. What each counts, the codebook says."""

    EXACT_NAME = "exact_name", "The name that the base uses"
    EXACT_ALIAS = "exact_alias", "Another name of the actor's"
    SAME_KEY = "same_key", "The same name in another spelling or script"
    WORD_ORDER = "word_order", "The same words in another order"
    INITIALS = "initials", "The same words, some as initials"
    TITLE_LEFT_OUT = "title_left_out", "Without the title before it"
    WORDS_LEFT_OUT = "words_left_out", "Without other words beside it"
    PART_OF_NAME = "part_of_name", "Some words of the name"
    SIMILAR = "similar", "A similar name"


class Shift(models.TextChoices):
    """What sort of change it is."""

    TAKEN = "taken", "A side taken where none was on record"
    CHANGED = "changed", "Another side"
    CONDITION = "condition", "The same side on another condition"


class EvidenceList(models.TextChoices):
    """What a position is to the finding."""

    RESTS_ON = "rests_on", "The finding rests on it"
    ON_PROPOSALS = "on_proposals", "In force, on one version of a proposal"
    STATEMENTS = "statements", "Another statement of the actor's own"
    ATTRIBUTED = "attributed", "What others say of the actor"
    SPOKEN_FOR_OTHERS = "spoken_for_others", "What the actor said for another holder, in whose office it spoke"


class TimelineKind(models.TextChoices):
    """The kind of fact that an entry of the timeline is."""

    CLAIM = "claim", "Claim"
    MEETING = "meeting", "Meeting"
    POSITION = "position", "Position"
    PROPOSAL = "proposal", "Proposal"


class TimelinePrecision(models.TextChoices):
    """How exactly an entry's time is known."""

    DAY = "day", "To the day"
    UNCERTAIN = "uncertain", "To the day, with a doubt"
    SPAN = "span", "From its first to its last day"
    INTERVAL = "interval", "Some day of an interval"
    OPEN = "open", "No day on one side, or on both"


class StanceGroup(models.TextChoices):
    """Where a position stands in the answer: a holder's stance, its other words, and what is only said of it."""

    IN_FORCE = "in_force", "In force"
    STATEMENTS = "statements", "Other statements of the holder's own"
    ATTRIBUTED = "attributed", "What others say of the holder"
