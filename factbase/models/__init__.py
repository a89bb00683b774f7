"""The models of the fact base, one file for each entity: fields, constraints and QuerySet."""

from .actor import Actor
from .actor_name import ActorName
from .affiliation import Affiliation
from .citation import Citation
from .claim import Claim
from .discrepancy import Discrepancy
from .figure import Figure
from .identification import Identification
from .meeting import Meeting
from .outcome import Outcome
from .participation import Participation
from .position import Position
from .process import Process
from .proposal import Proposal
from .proposed_change import ProposedChange
from .provision import Provision
from .release import Release, ReleaseChunk, ReleaseFile
from .slug import Slug
from .source import Source
from .topic import Topic
from .voice import Voice
from .withdrawal import Withdrawal
