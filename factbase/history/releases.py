"""Releases: the base frozen under a tag, in files that are stored and never made again."""

import getpass
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator

from django.db import DatabaseError, connections, transaction
from django.utils.dateparse import parse_datetime

from factbase.database.migration_state import is_migrated
from factbase.models import Release, ReleaseChunk, ReleaseFile
from factbase.models.release import TAG_SHAPE
from factbase.vocabulary import RevisionKind

from .bibliography import bibtex, csl
from .changes import Change
from .records import RECORDS, export
from .release_readme import readme
from .revision import Revision, RevisionCounter, lock_for_writing, open_revision, revision

NDJSON = "application/x-ndjson"
BIBTEX = "application/x-bibtex"
CSL = "application/vnd.citationstyles.csl+json"
TEXT = "text/plain; charset=utf-8"

CHUNK = 256 * 1024
"""How many bytes are stored and sent in one piece."""

STEP = 1000
"""After how many records progress is told."""

Progress = Callable[[str, int], None]
"""Called now and then with the name of a resource and how many of its records have been written."""


class ReleaseError(Exception):
    """Why nothing was released. Its message is for a person."""


class _Overtaken(Exception):
    """Another writer made a revision while the files were written."""


def release(tag: str, *, author: str, title: str = "", progress: Progress, using: str = "default") -> Release:
    """Freeze the base under a tag, as a revision of its own that changes no fact.

    Raises ReleaseError, with nothing written, for a tag that is malformed or taken, for a base that is empty, not
    migrated or has not changed since the last release, and when the database refuses.
    """
    title = title or f"Peace-talks fact base, release {tag}"
    _judge(tag, author, title)
    try:
        if not is_migrated(using):
            raise ReleaseError("The database is not migrated. Run `python manage.py migrate`.")
        with revision(author=author, kind=RevisionKind.RELEASE, reason=f"Release {tag}.", using=using):
            return _Release(tag, title, progress, using).make()
    except DatabaseError as error:
        raise ReleaseError(f"Nothing was released. The database says: {str(error).strip()}") from error


def content(file: ReleaseFile, using: str = "default") -> Iterator[bytes]:
    """The bytes of a file, a piece at a time, each read when it is asked for."""
    chunks = ReleaseChunk.objects.using(using).filter(file=file).values_list("content", flat=True)
    number = sent = 0
    while sent < file.size:
        chunk = bytes(chunks.get(number=number))
        yield chunk
        number, sent = number + 1, sent + len(chunk)


def operator() -> str:
    """Who runs this program, by the name of the account. Raises ReleaseError where it has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise ReleaseError("This account has no name: say with --author who releases.") from error


def _judge(tag: str, author: str, title: str) -> None:
    """Raise ReleaseError for what can be refused without the base."""
    if tag.isdecimal():
        raise ReleaseError(f"“{tag}” is all digits, like the number of a revision: write v{tag}, or {tag}.0.")
    if not re.fullmatch(TAG_SHAPE, tag) or len(tag) > 50:
        raise ReleaseError(
            f"“{tag}” is no tag: use lower-case letters and digits, joined by single dots, hyphens or underscores, "
            "50 at the most."
        )
    if _reads_as_moment(tag):
        raise ReleaseError(f"“{tag}” reads as a time, and `as_of` would never find the release: choose another tag.")
    for name, text, most in (("author", author, 150), ("title", title, 200)):
        if not text.strip() or not text.isprintable() or len(text) > most:
            raise ReleaseError(f"The {name} of a release is one line of 1 to {most} characters.")


def _reads_as_moment(tag: str) -> bool:
    try:
        moment = parse_datetime(tag)
    except ValueError:
        return False
    return moment is not None and moment.tzinfo is not None


class _Release:
    """One release in the making, inside its open transaction.

    Rows are never changed after they were written. So each file is written after its pieces, and the release after its
    files, under ids that are taken beforehand; the database looks at foreign keys when the transaction ends.
    """

    def __init__(self, tag: str, title: str, progress: Progress, using: str) -> None:
        self.tag, self.title, self.progress, self.using = tag, title, progress, using
        self.id = self._new_id(Release)
        self.files: list[ReleaseFile] = []
        self.counts: dict[str, int] = {}

    def make(self) -> Release:
        self._require_news()
        self._write_records()
        number = open_revision(self.using)
        time = Revision.objects.using(self.using).get(number=number).time
        made = Release(id=self.id, tag=self.tag, revision=number, time=time, title=self.title, counts=self.counts)
        self._write("README.txt", TEXT, (piece.encode() for piece in readme(made)))
        self._write("CITATION.bib", BIBTEX, [bibtex(made).encode()])
        self._write("citation.csl.json", CSL, [_json([csl(made)])])
        self._write("manifest.json", "application/json", [_json(self._manifest(made))])
        made.save(force_insert=True, using=self.using)
        return made

    def _require_news(self) -> None:
        """Raise ReleaseError unless there is something to release, and the tag is free."""
        taken = Release.objects.using(self.using).filter(tag=self.tag).first()
        if taken:
            raise ReleaseError(f"There is a release {self.tag} already, of {taken.time:%Y-%m-%d}: choose another tag.")
        if not any(record.model._default_manager.using(self.using).exists() for record in RECORDS):
            raise ReleaseError("The base holds no facts: run `python manage.py load_seeds` first.")
        last = Release.objects.using(self.using).first()
        if last and not Change.objects.using(self.using).filter(revision__gt=last.revision).exists():
            raise ReleaseError(f"No fact has changed since release {last.tag}: cite that one.")

    def _write_records(self) -> None:
        """Write the records as they stand when it is this program's turn to make a revision.

        That takes minutes where there are many, and other writers would have to wait. So they are written before it is
        its turn, and once more within it if another writer was faster.
        """
        try:
            with transaction.atomic(using=self.using):
                latest = self._latest()
                self._write_records_at(latest)
                lock_for_writing(self.using)
                if self._latest() != latest:
                    raise _Overtaken
        except _Overtaken:
            lock_for_writing(self.using)
            self._require_news()
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
        """Store a file, holding no more than one chunk of it in memory."""
        file = ReleaseFile(id=self._new_id(ReleaseFile), release_id=self.id, name=name, media_type=media_type, size=0)
        digest = hashlib.sha256()
        for number, chunk in enumerate(_chunks(pieces)):
            digest.update(chunk)
            file.size += len(chunk)
            ReleaseChunk.objects.using(self.using).create(file_id=file.id, number=number, content=chunk)
        file.sha256 = digest.hexdigest()
        file.save(force_insert=True, using=self.using)
        self.files.append(file)

    def _manifest(self, made: Release) -> dict:
        return {
            "tag": made.tag,
            "title": made.title,
            "revision": made.revision,
            "time": made.time.isoformat().replace("+00:00", "Z"),
            "counts": made.counts,
            "files": [
                {"name": file.name, "media_type": file.media_type, "size": file.size, "sha256": file.sha256}
                for file in sorted(self.files, key=lambda file: file.name)
            ],
        }

    def _latest(self) -> int:
        return RevisionCounter.objects.using(self.using).get().number

    def _new_id(self, model: type[Release] | type[ReleaseFile]) -> int:
        with connections[self.using].cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
            return cursor.fetchone()[0]


def _chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of one size, the last of which may be smaller."""
    kept = bytearray()
    for piece in pieces:
        kept += piece
        while len(kept) >= CHUNK:
            yield bytes(kept[:CHUNK])
            del kept[:CHUNK]
    if kept:
        yield bytes(kept)


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
