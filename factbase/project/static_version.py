"""The version of all static files, part of their URLs so that browsers can cache them for ever.

With one version for all, and not a hash for each file, relative links in CSS work without collectstatic.
"""

import hashlib
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("django", "djangorestframework", "drf-spectacular-sidecar")
"""Packages with static files."""

OWN = Path(__file__).parents[1] / "static"


def static_version() -> str:
    """Return a hash of all static files, equal on all machines with the same files."""
    digest = hashlib.sha256()
    for package in PACKAGES:
        digest.update(f"{package} {version(package)}\n".encode())
    for file in sorted(OWN.rglob("*")):
        if file.is_file():
            digest.update(f"{file.relative_to(OWN)}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:12]
