"""The schema of the seeds: one entity per file, named as in `factbase.models`.

`REGISTRIES` lists the files in seeds/registry/, each a list of entries; `DOSSIER` lists the parts of a file in
seeds/dossiers/ other than its `source`.
"""

from .actor import Actor, ActorName, Affiliation
from .citation import Citation, Reading
from .claim import Claim, Figure, Voice
from .context import Context, KnownSlugs
from .discrepancy import Discrepancy
from .entry import DatedEntry, SeedEntry
from .identification import Identification
from .meeting import Meeting, Outcome, Participation
from .not_cited import NotCited, NotCitedAs
from .position import Position
from .process import Process
from .proposal import Proposal, Provision
from .source import Source
from .topic import Topic

REGISTRIES: dict[str, type[SeedEntry]] = {
    "processes": Process,
    "topics": Topic,
    "actors": Actor,
    "meetings": Meeting,
    "proposals": Proposal,
    "identifications": Identification,
    "discrepancies": Discrepancy,
}
DOSSIER: dict[str, type[SeedEntry] | type[NotCited]] = {
    "positions": Position,
    "claims": Claim,
    "not_cited": NotCited,
}

__all__ = [
    "DOSSIER",
    "REGISTRIES",
    "Actor",
    "ActorName",
    "Affiliation",
    "Citation",
    "Claim",
    "Context",
    "DatedEntry",
    "Discrepancy",
    "Figure",
    "Identification",
    "KnownSlugs",
    "Meeting",
    "NotCited",
    "NotCitedAs",
    "Outcome",
    "Participation",
    "Position",
    "Process",
    "Proposal",
    "Provision",
    "Reading",
    "SeedEntry",
    "Source",
    "Topic",
    "Voice",
]
