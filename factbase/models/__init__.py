"""The entities of the fact base: one file each, with its fields, its constraints and its QuerySet."""

from factbase.models.fields.edtf import DateBasis
from factbase.models.fields.slug import Slug

from .actor import Actor, ActorKind
from .actor_name import ActorName, NameKind
from .affiliation import Affiliation
from .citation import Citation, Credibility, Directness, Part
from .claim import Claim, ClaimKind
from .comparison import Comparison
from .discrepancy import Discrepancy, DiscrepancyKind
from .figure import Figure, Qualifier
from .finding import Finding
from .identification import Identification, Verdict
from .meeting import Meeting, MeetingFormat, MeetingKind, MeetingStatus
from .name_match import NameMatch
from .outcome import Outcome
from .participation import Participation, ParticipationRole
from .position import Attribution, ConditionEffect, Position, SpeechAct, Stance
from .process import Process
from .proposal import Proposal, ProposalStatus
from .proposed_change import ProposedChange, ReviewState
from .provision import Provision
from .release import Release, ReleaseChunk, ReleaseFile
from .source import Reliability, Source
from .topic import Topic
from .voice import Voice, VoiceRole
from .withdrawal import Withdrawal

__all__ = [
    "Actor",
    "ActorKind",
    "ActorName",
    "Affiliation",
    "Attribution",
    "Citation",
    "Claim",
    "ClaimKind",
    "Comparison",
    "ConditionEffect",
    "Credibility",
    "DateBasis",
    "Directness",
    "Discrepancy",
    "DiscrepancyKind",
    "Figure",
    "Finding",
    "Identification",
    "Meeting",
    "MeetingFormat",
    "MeetingKind",
    "MeetingStatus",
    "NameKind",
    "NameMatch",
    "Outcome",
    "Part",
    "Participation",
    "ParticipationRole",
    "Position",
    "Process",
    "Proposal",
    "ProposalStatus",
    "ProposedChange",
    "Provision",
    "Qualifier",
    "Release",
    "ReleaseChunk",
    "ReleaseFile",
    "Reliability",
    "ReviewState",
    "Slug",
    "Source",
    "SpeechAct",
    "Stance",
    "Topic",
    "Verdict",
    "Voice",
    "VoiceRole",
    "Withdrawal",
]
