"""The schema of the seeds: one entity per file, named as in `factbase.models`.

`REGISTRIES` lists the files in seeds/registry/, each a list of entries; `DOSSIER` lists the parts of a file in
seeds/dossiers/ other than its `source`.
"""

from .actor import Actor
from .claim import Claim
from .discrepancy import Discrepancy
from .entry import SeedEntry
from .identification import Identification
from .meeting import Meeting
from .not_cited_sentence import NotCited
from .position import Position
from .process import Process
from .proposal import Proposal
from .source import Source as Source  # the source of a dossier
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
DOSSIER: dict[str, type[SeedEntry] | type[NotCited]] = {"positions": Position, "claims": Claim, "not_cited": NotCited}
