"""Versions of the API: packages, each with its own OpenAPI document and examples."""

import functools
import hashlib
import sys
from pathlib import Path

from django.conf import settings

DOCUMENT = "openapi.json"


@functools.cache
def version_folder(module: str) -> Path:
    """Return the folder of the version that a module belongs to: the nearest one that holds an OpenAPI document."""
    here = Path(str(sys.modules[module].__file__))
    return next(folder for folder in here.parents if (folder / DOCUMENT).exists())


@functools.cache
def contract(module: str) -> str:
    """Return the version number of a module's contract, with a hash that changes with its OpenAPI document."""
    document = (version_folder(module) / DOCUMENT).read_bytes()
    return f"{settings.SPECTACULAR_SETTINGS['VERSION']}-{hashlib.sha256(document).hexdigest()[:8]}"
