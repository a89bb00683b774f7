"""A peace process."""

from factbase import models

from .entry import Entry


class Process(Entry):
    entity = models.Process

    slug: str
    name: str
    description: str = ""
