"""How a release is cited: as an entry of BibTeX, and as an item of CSL-JSON."""

from typing import Any

from factbase.models import Release

AUTHOR = "Peace-talks fact base"
"""Who answers for the data set: the project, as its editors are many."""

SPECIAL = str.maketrans(
    {character: f"\\{character}" for character in "&%$#_"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}  # BibTeX counts braces, whatever stands before them
)
"""What means something to TeX."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The months as BibTeX abbreviates them."""


def bibtex(release: Release, url: str | None = None) -> str:
    """The entry of a bibliography in BibTeX: a `misc`, the type of all that is no print."""
    fields = {
        "author": f"{{{{{AUTHOR}}}}}",  # twice in braces: a body, not a person with first names
        "title": f"{{{{{release.title.translate(SPECIAL)}}}}}",
        "year": str(release.time.year),
        "month": MONTHS[release.time.month - 1],
        "version": f"{{{release.tag.translate(SPECIAL)}}}",
        "note": f"{{Data set, version {release.tag.translate(SPECIAL)}, revision {release.revision}}}",
        **({"url": f"{{{url}}}"} if url else {}),
    }
    lines = ",\n".join(f"  {name} = {value}" for name, value in fields.items())
    return f"@misc{{{_key(release)},\n{lines}\n}}\n"


def csl(release: Release, url: str | None = None) -> dict[str, Any]:
    """The item of a bibliography in CSL-JSON (Citation Style Language 1.0.2)."""
    return {
        "id": _key(release),
        "type": "dataset",
        "title": release.title,
        "author": [{"literal": AUTHOR}],
        "issued": {"date-parts": [[release.time.year, release.time.month, release.time.day]]},
        "version": release.tag,
        "note": f"Revision {release.revision}",
        **({"URL": url} if url else {}),
    }


def _key(release: Release) -> str:
    return f"peace-talks-fact-base-{release.tag}"
