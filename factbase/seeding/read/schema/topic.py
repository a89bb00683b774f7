"""An issue under negotiation."""

from factbase import models

from .entry import Entry
from .values import Reference


class Topic(Entry):
    entity = models.Topic

    slug: str
    process: Reference
    name: str
    proposition: str = ""
    description: str = ""
    broader: Reference | None = None
    pax_code: str = ""
