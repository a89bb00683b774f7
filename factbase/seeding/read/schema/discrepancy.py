"""Discrepancies between sources on one thing."""

from factbase import models, vocabulary

from .citation import Readings
from .entry import SeedEntry
from .values import Reference


class Discrepancy(SeedEntry):
    entity = models.Discrepancy

    slug: str
    process: Reference
    kind: vocabulary.DiscrepancyKind
    title: str
    note: str
    followed: str = ""
    reason: str = ""
    citations: Readings
