"""The codebook: what the base's words mean, written down once in `seeds/codebook/`.

It is the source of `codebook/` in the API, of the descriptions of enums in the OpenAPI document and of the hints beside
choices in the admin. It is read once per process.
"""

from .entry import Codebook, CodebookEntity, CodebookEntry, Crosswalk, Example, Scheme, Value
from .lookup import choices_help, codebook, definition, described, entry, fingerprint, listed
from .parser import FOLDER, CodebookError, read

__all__ = [
    "FOLDER",
    "Codebook",
    "CodebookEntity",
    "CodebookEntry",
    "CodebookError",
    "Crosswalk",
    "Example",
    "Scheme",
    "Value",
    "choices_help",
    "codebook",
    "definition",
    "described",
    "entry",
    "fingerprint",
    "listed",
    "read",
]
