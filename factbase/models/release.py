"""Releases: revisions with a tag, and the files in which they are published."""

import pgtrigger
from django.core.validators import RegexValidator
from django.db import models

TAG_SHAPE = r"^(?![0-9]+$)[a-z0-9]+([._-][a-z0-9]+)*$"
"""The shape of a tag. It is never all digits, so that it cannot be confused with a revision number."""


class Release(models.Model):
    """A release. It is written once and never changed."""

    tag = models.CharField(
        max_length=50,
        unique=True,
        validators=[RegexValidator(TAG_SHAPE, "Use lower-case letters, digits, dots and hyphens, not digits alone.")],
        help_text="The name by which the release is cited.",
    )
    revision = models.BigIntegerField(unique=True, help_text="The revision that the release contains.")
    time = models.DateTimeField(help_text="When the release was made.")
    title = models.CharField(max_length=200, help_text="The title of the release in a bibliography.")
    counts = models.JSONField(help_text="The number of records of each resource.")

    class Meta:
        ordering = ["-revision"]
        constraints = [
            models.CheckConstraint(
                name="release_tag_shape",
                condition=models.Q(tag__regex=TAG_SHAPE),
                violation_error_message="A tag has lower-case letters, digits, dots and hyphens, not digits alone.",
            )
        ]
        triggers = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.tag


class ReleaseFile(models.Model):
    """A file of a release."""

    release = models.ForeignKey(
        Release, models.PROTECT, related_name="files", help_text="The release that the file belongs to."
    )
    name = models.CharField(max_length=100, help_text="The name of the file.")
    media_type = models.CharField(max_length=100, help_text="The media type of the file (RFC 6838).")
    size = models.BigIntegerField(help_text="The size of the file in bytes.")
    sha256 = models.CharField(max_length=64, help_text="The SHA-256 of the file, in hexadecimal.")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["release", "name"], name="releasefile_name_is_unique")]
        triggers = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name


class ReleaseChunk(models.Model):
    """A part of a file, so that the file can be sent without loading all of it into memory."""

    file = models.ForeignKey(
        ReleaseFile, models.PROTECT, related_name="chunks", help_text="The file that the chunk is a part of."
    )
    number = models.PositiveIntegerField(help_text="The position of the chunk in the file, counted from 0.")
    content = models.BinaryField(help_text="The bytes of the chunk.")

    class Meta:
        ordering = ["file", "number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="releasechunk_number_is_unique")]
        triggers = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.file_id} {self.number}"
