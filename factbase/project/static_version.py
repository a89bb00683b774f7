"""The version of all static files, for their address: one that changes with them may be kept by browsers for ever.

An address that holds a version for all, rather than a hash for each: relative links in CSS go on working, and there is
nothing to collect or to write before serving.
"""

import hashlib
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("django", "djangorestframework", "drf-spectacular-sidecar")
"""What brings static files beside our own."""

OWN = Path(__file__).parents[1] / "static"


def static_version() -> str:
    """A mark that is the same on every machine that serves the same files."""
    mark = hashlib.sha256()
    for package in PACKAGES:
        mark.update(f"{package} {version(package)}\n".encode())
    for file in sorted(OWN.rglob("*")):
        if file.is_file():
            mark.update(f"{file.relative_to(OWN)}\n".encode() + file.read_bytes())
    return mark.hexdigest()[:12]
