"""Sources: documents that report facts. `stated` is the publication date."""

from pathlib import PurePosixPath

from pydantic import field_validator

from factbase import models, vocabulary

from .entry import DatedEntry
from .values import Reference


class Source(DatedEntry):
    entity = models.Source

    slug: str
    title: str
    publisher: Reference | None = None
    publisher_basis: vocabulary.DateBasis | None = None
    original_publisher: Reference | None = None
    original_publisher_basis: vocabulary.DateBasis | None = None
    agency: Reference | None = None
    agency_basis: vocabulary.DateBasis | None = None
    author: str = ""
    language: str
    place_line: str = ""
    url: str = ""
    rights: str = ""
    file_name: str
    sha256: str
    reliability: vocabulary.Reliability

    @field_validator("file_name")
    @classmethod
    def check_file_name(cls, value: str) -> str:
        if PurePosixPath(value).name != value or "\\" in value:
            raise ValueError("must be a file name without folders")
        return value
