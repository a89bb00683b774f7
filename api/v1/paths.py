"""Paths of version 1. The database builds links from them, so they are constants rather than reversed URLs."""

ROOT = "/api/v1/"

VOCABULARY = f"{ROOT}codebook/#"
"""The namespace of the JSON-LD terms that neither schema.org nor PROV-O has."""
