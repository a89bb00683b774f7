"""The codebook: definitions of the fact base's terms, written in `seeds/codebook/`.

The API's `codebook/`, the descriptions of enums in the OpenAPI document and the admin's help texts for choices come
from it. It is read once per process.
"""

from .entry import Example
from .lookup import choices_help, codebook, definition, described, entry, fingerprint, listed
from .parser import FOLDER, CodebookError, read
