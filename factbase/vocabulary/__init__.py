"""The enums of the fact base: the values that fields can have. The codebook defines each value."""

from django.db import models

from .actor import ActorKind, NameKind
from .answers import Comparison, EvidenceList, Finding, NameMatch, Shift, StanceGroup, TimelineKind, TimelinePrecision
from .citation import Credibility, Directness, Part
from .claim import ClaimKind, Qualifier, VoiceRole
from .dates import DateBasis
from .discrepancy import DiscrepancyKind
from .identification import Verdict
from .meeting import MeetingFormat, MeetingKind, MeetingStatus, ParticipationRole
from .position import Attribution, ConditionEffect, SpeechAct, Stance
from .proposal import ProposalStatus
from .review import ReviewState
from .revision import ReasonCode, RevisionKind, Verb
from .source import Reliability

ENUMS: dict[str, type[models.Choices]] = {name: enum for name, enum in globals().items() if isinstance(enum, type)}
"""All enums by name."""
