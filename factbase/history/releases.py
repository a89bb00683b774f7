"""Releases: the fact base frozen under a tag, in stored files that never change."""

import getpass
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator

from django.core.management import CommandError
from django.db import DatabaseError, transaction
from django.utils.dateparse import parse_datetime

from factbase.database.preparation import is_migrated
from factbase.models import Release, ReleaseChunk, ReleaseFile
from factbase.models.release import TAG_SHAPE
from factbase.vocabulary import RevisionKind

from .changes import Change
from .records import RECORDS, export
from .release_citation import bibtex, csl
from .release_readme import readme
from .revision import Revision, RevisionCounter, lock_for_writing, open_revision, revision
from .row_access import reserve_ids

NDJSON = "application/x-ndjson"
BIBTEX = "application/x-bibtex"
CSL = "application/vnd.citationstyles.csl+json"
TEXT = "text/plain; charset=utf-8"

CHUNK = 256 * 1024
"""The bytes that are stored and sent in one piece."""

STEP = 1000
"""The number of records between two reports of progress."""

Progress = Callable[[str, int], None]
"""Called with the name of a resource and the number of its records written so far."""


ReleaseError = CommandError
"""Nothing was released. The message tells a person why."""


class _ConcurrentRevision(Exception):
    """Another writer made a revision while the files were being written."""


def release(tag: str, *, author: str, title: str = "", progress: Progress, using: str = "default") -> Release:
    """Freeze the fact base under a tag, in a separate revision that changes no fact.

    Raise ReleaseError, with nothing written, if the tag is malformed or taken; if the fact base is empty, not migrated
    or unchanged since the last release; or if the database refuses.
    """
    title = title or f"Peace-talks fact base, release {tag}"
    _validate(tag, author, title)
    try:
        if not is_migrated(using):
            raise ReleaseError("The database is not migrated. Run `python manage.py migrate`.")
        with revision(author=author, kind=RevisionKind.RELEASE, reason=f"Release {tag}.", using=using):
            return _Release(tag, title, progress, using).create()
    except DatabaseError as error:
        raise ReleaseError(f"Nothing was released. Error from the database: {str(error).strip()}") from error


def content(file: ReleaseFile, using: str = "default") -> Iterator[bytes]:
    """Yield the bytes of a file in chunks, each read on demand."""
    chunks = ReleaseChunk.objects.using(using).filter(file=file).values_list("content", flat=True)
    number = sent = 0
    while sent < file.size:
        chunk = bytes(chunks.get(number=number))
        yield chunk
        number, sent = number + 1, sent + len(chunk)


def operator() -> str:
    """Return the name of the account that runs this program. Raise ReleaseError if it has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise ReleaseError("This account has no name: give the author of the release with --author.") from error


def _validate(tag: str, author: str, title: str) -> None:
    """Raise ReleaseError if the arguments are invalid, whatever the fact base holds."""
    if tag.isdecimal():
        raise ReleaseError(f"“{tag}” consists of digits, like the number of a revision: write v{tag}, or {tag}.0.")
    if not re.fullmatch(TAG_SHAPE, tag) or len(tag) > 50:
        raise ReleaseError(
            f"“{tag}” is not a valid tag: use at most 50 lower-case letters and digits, joined by single dots, "
            "hyphens or underscores."
        )
    if _is_moment(tag):
        raise ReleaseError(f"“{tag}” looks like a time, so `as_of` could not find the release: choose another tag.")
    for name, text, most in (("author", author, 150), ("title", title, 200)):
        if not text.strip() or not text.isprintable() or len(text) > most:
            raise ReleaseError(f"The {name} of a release is one line of 1 to {most} characters.")


def _is_moment(tag: str) -> bool:
    try:
        moment = parse_datetime(tag)
    except ValueError:
        return False
    return moment is not None and moment.tzinfo is not None


class _Release:
    """A release being written, inside its open transaction.

    Its rows never change. So each file is inserted after its chunks, and the release after its files, with ids reserved
    beforehand; the foreign keys are checked at the end of the transaction.
    """

    def __init__(self, tag: str, title: str, progress: Progress, using: str) -> None:
        self.tag, self.title, self.progress, self.using = tag, title, progress, using
        [self.id] = reserve_ids(Release, 1, using)
        self.files: list[ReleaseFile] = []
        self.counts: dict[str, int] = {}

    def create(self) -> Release:
        self._require_changes()
        self._write_records()
        number = open_revision(self.using)
        time = Revision.objects.using(self.using).get(number=number).time
        release = Release(id=self.id, tag=self.tag, revision=number, time=time, title=self.title, counts=self.counts)
        self._write("README.txt", TEXT, (piece.encode() for piece in readme(release)))
        self._write("CITATION.bib", BIBTEX, [bibtex(release).encode()])
        self._write("citation.csl.json", CSL, [_json([csl(release)])])
        self._write("manifest.json", "application/json", [_json(self._manifest(release))])
        release.save(force_insert=True, using=self.using)
        return release

    def _require_changes(self) -> None:
        """Raise ReleaseError if nothing changed since the last release, or if the tag is taken."""
        taken = Release.objects.using(self.using).filter(tag=self.tag).first()
        if taken:
            raise ReleaseError(f"Release {self.tag} exists already, of {taken.time:%Y-%m-%d}: choose another tag.")
        if not any(record.model._default_manager.using(self.using).exists() for record in RECORDS):
            raise ReleaseError("The fact base is empty: run `python manage.py load_seeds` first.")
        last = Release.objects.using(self.using).first()
        if last and not Change.objects.using(self.using).filter(revision__gt=last.revision).exists():
            raise ReleaseError(f"No fact has changed since release {last.tag}: cite that one.")

    def _write_records(self) -> None:
        """Write the records at the latest revision.

        This can take minutes, and would block other writers. So the records are written before the lock is taken, and
        again under the lock if another writer made a revision meanwhile.
        """
        try:
            with transaction.atomic(using=self.using):
                latest = self._latest()
                self._write_records_at(latest)
                lock_for_writing(self.using)
                if self._latest() != latest:
                    raise _ConcurrentRevision
        except _ConcurrentRevision:
            lock_for_writing(self.using)
            self._require_changes()
            self._write_records_at(self._latest())

    def _write_records_at(self, number: int) -> None:
        self.files = []
        for record in RECORDS:
            self.counts[record.name] = 0
            lines = export(record, number, self.using)
            self._write(f"{record.name}.ndjson", NDJSON, self._counted(record.name, lines))

    def _counted(self, name: str, lines: Iterable[str]) -> Iterator[bytes]:
        for line in lines:
            self.counts[name] += 1
            if self.counts[name] % STEP == 0:
                self.progress(name, self.counts[name])
            yield f"{line}\n".encode()
        self.progress(name, self.counts[name])

    def _write(self, name: str, media_type: str, pieces: Iterable[bytes]) -> None:
        """Store a file, with at most one chunk of it in memory."""
        [pk] = reserve_ids(ReleaseFile, 1, self.using)
        file = ReleaseFile(id=pk, release_id=self.id, name=name, media_type=media_type, size=0)
        digest = hashlib.sha256()
        for number, chunk in enumerate(_chunks(pieces)):
            digest.update(chunk)
            file.size += len(chunk)
            ReleaseChunk.objects.using(self.using).create(file_id=file.id, number=number, content=chunk)
        file.sha256 = digest.hexdigest()
        file.save(force_insert=True, using=self.using)
        self.files.append(file)

    def _manifest(self, release: Release) -> dict:
        return {
            "tag": release.tag,
            "title": release.title,
            "revision": release.revision,
            "time": release.time.isoformat().replace("+00:00", "Z"),
            "counts": release.counts,
            "files": [
                {"name": file.name, "media_type": file.media_type, "size": file.size, "sha256": file.sha256}
                for file in sorted(self.files, key=lambda file: file.name)
            ],
        }

    def _latest(self) -> int:
        return RevisionCounter.objects.using(self.using).get().number


def _chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in chunks of equal size, except for the last one."""
    buffer = bytearray()
    for piece in pieces:
        buffer += piece
        while len(buffer) >= CHUNK:
            yield bytes(buffer[:CHUNK])
            del buffer[:CHUNK]
    if buffer:
        yield bytes(buffer)


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
