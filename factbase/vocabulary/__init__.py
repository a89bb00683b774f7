"""The enums of the fact base: the values that fields can have. The codebook defines each value."""

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

__all__ = [
    "ActorKind",
    "Attribution",
    "ClaimKind",
    "Comparison",
    "ConditionEffect",
    "Credibility",
    "DateBasis",
    "Directness",
    "DiscrepancyKind",
    "EvidenceList",
    "Finding",
    "MeetingFormat",
    "MeetingKind",
    "MeetingStatus",
    "NameKind",
    "NameMatch",
    "Part",
    "ParticipationRole",
    "ProposalStatus",
    "Qualifier",
    "ReasonCode",
    "Reliability",
    "ReviewState",
    "RevisionKind",
    "Shift",
    "SpeechAct",
    "Stance",
    "StanceGroup",
    "TimelineKind",
    "TimelinePrecision",
    "Verb",
    "Verdict",
    "VoiceRole",
]
