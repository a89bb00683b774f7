"""Peace processes."""

from factbase import models

from .entry import SeedEntry


class Process(SeedEntry):
    entity = models.Process

    slug: str
    name: str
    description: str = ""
