"""Topics: issues under negotiation."""

from factbase import models

from .entry import SeedEntry
from .values import Reference


class Topic(SeedEntry):
    entity = models.Topic

    slug: str
    process: Reference
    name: str
    proposition: str = ""
    description: str = ""
    broader: Reference | None = None
    pax_code: str = ""
