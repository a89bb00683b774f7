"""A small set of valid, invented seeds and the document they cite, for tests to change."""

import copy
import hashlib
from pathlib import Path

import yaml

DOCUMENT = """Lake talks end

The envoy of Norland, Ms. Berg, met the Suthland team on Monday. “We want the bridge reopened,” she said. “Will they?”

The talks lasted almost three hours.
Share this page
"""
FILE_NAME = "900_lake.txt"

_CITE = {"line": 2, "sentence": 1, "directness": "paraphrase"}
_AT_HOME = {"source": "lake-talks-end", **_CITE}

WORLD = {
    "registry/processes.yaml": [{"slug": "lake-process", "name": "Lake process"}],
    "registry/topics.yaml": [
        {"slug": "bridge", "process": "lake-process", "name": "The bridge", "proposition": "The bridge is reopened."},
        {"slug": "tolls", "process": "lake-process", "name": "Tolls", "broader": "bridge"},
    ],
    "registry/actors.yaml": [
        {
            "slug": "norland",
            "name": "Norland",
            "kind": "state",
            "country": "NO",
            "citations": [_AT_HOME],
            "names": [{"name": "Norlandia", "kind": "alias", "citations": [_AT_HOME]}],
        },
        {"slug": "suthland", "name": "Suthland", "kind": "state", "citations": [_AT_HOME]},
        {
            "slug": "ada-berg",
            "name": "Ada Berg",
            "kind": "person",
            "citations": [_AT_HOME],
            "affiliations": [
                {"organisation": "norland", "role": "envoy", "stated": "2030-01-07", "citations": [_AT_HOME]}
            ],
        },
        {"slug": "lake-wire", "name": "Lake Wire", "kind": "media_organisation", "citations": [_AT_HOME]},
    ],
    "registry/meetings.yaml": [
        {
            "slug": "lake-talks",
            "process": "lake-process",
            "title": "Talks at the lake",
            "kind": "talks",
            "status": "held",
            "starts": "2030-01-07",
            "duration_minutes": 180,
            "duration_qualifier": "almost",
            "topics": ["bridge", "tolls"],
            "citations": [_AT_HOME, {**_AT_HOME, "line": 3}],
            "participations": [
                {"actor": "ada-berg", "role": "party", "side": "norland", "citations": [_AT_HOME]},
                {"actor": "suthland", "role": "party", "citations": [_AT_HOME]},
            ],
            "outcomes": [{"source": "lake-talks-end", "summary": "They ended.", "citations": [_AT_HOME]}],
        }
    ],
    "registry/proposals.yaml": [
        {
            "slug": "bridge-plan",
            "process": "lake-process",
            "name": "Bridge plan",
            "stated": "2030-01-07",
            "status": "presented",
            "proposers": ["norland"],
            "citations": [_AT_HOME],
            "provisions": [
                {
                    "slug": "bridge-plan-1",
                    "number": 1,
                    "summary": "The bridge opens.",
                    "topic": "bridge",
                    "obliged": ["norland", "suthland"],
                    "citations": [_AT_HOME],
                }
            ],
        }
    ],
    "registry/discrepancies.yaml": [
        {
            "slug": "name-of-norland",
            "process": "lake-process",
            "kind": "spelling",
            "title": "Name of Norland",
            "note": "Two spellings.",
            "citations": [{**_AT_HOME, "reading": "Norland"}, {**_AT_HOME, "sentence": 2, "reading": "Norlandia"}],
        }
    ],
    "dossiers/900-lake.yaml": {
        "source": {
            "slug": "lake-talks-end",
            "title": "Lake talks end",
            "publisher": "lake-wire",
            "stated": "2030-01-08",
            "language": "en",
            "file_name": FILE_NAME,
            "sha256": hashlib.sha256(DOCUMENT.encode()).hexdigest(),
            "reliability": "C",
        },
        "positions": [
            {
                "slug": "norland-on-the-bridge",
                "topic": "bridge",
                "holder": "norland",
                "stance": "supports",
                "summary": "The bridge should open again.",
                "speech_act": "demands",
                "attribution": "self_declared",
                "speaker": "ada-berg",
                "stated": "2030-01-07",
                "citations": [
                    {"line": 2, "sentence": 2, "quote": "We want the bridge reopened", "directness": "direct_quote"}
                ],
            }
        ],
        "claims": [
            {
                "slug": "length-of-the-lake-talks",
                "process": "lake-process",
                "kind": "figure",
                "summary": "The talks took nearly three hours.",
                "stated": "2030-01-08",
                "citations": [{"line": 3, "sentence": 1, "directness": "paraphrase"}],
                "voices": [
                    {
                        "source": "lake-talks-end",
                        "role": "asserts",
                        "stated": "2030-01-08",
                        "citations": [{"line": 3, "sentence": 1, "directness": "paraphrase"}],
                    }
                ],
                "figures": [{"measures": "length", "low": 3, "unit": "hours", "qualifier": "almost"}],
            }
        ],
        "not_cited": [
            {"line": 1, "as": "repeated", "reason": "Headline."},
            {"line": 2, "sentence": 3, "as": "no_fact", "reason": "A question."},
            {"line": 4, "as": "furniture", "reason": "Page furniture."},
        ],
    },
}


def world() -> dict:
    """Return a copy of the invented seeds."""
    return copy.deepcopy(WORLD)


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


def write_world(folder: Path, files: dict | None = None) -> Path:
    """Write seeds/ and documents/ into a folder; return the seeds folder."""
    seeds = folder / "seeds"
    for name, data in (WORLD if files is None else files).items():
        path = seeds / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            yaml.dump(data, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=100), encoding="utf-8"
        )
    documents = folder / "documents"
    documents.mkdir(exist_ok=True)
    (documents / FILE_NAME).write_bytes(DOCUMENT.encode())
    return seeds
