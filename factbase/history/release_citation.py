"""Citations of a release, in BibTeX and CSL-JSON."""

from typing import Any

from factbase.models import Release

AUTHOR = "Peace-talks fact base"
"""The author of the data set: the project, since its editors are many."""

SPECIAL = str.maketrans(
    {character: f"\\{character}" for character in "&%$#_"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}  # BibTeX counts escaped braces, too
)
"""Escapes of the characters that are special in TeX."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")  # of BibTeX


def bibtex(release: Release, url: str | None = None) -> str:
    """Return the BibTeX entry of a release, of the type `misc`: BibTeX has no type for data sets."""
    fields = {
        "author": f"{{{{{AUTHOR}}}}}",  # double braces: a corporate author, no first and last name
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
    """Return the CSL-JSON item of a release (Citation Style Language 1.0.2)."""
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
