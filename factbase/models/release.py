"""A revision frozen under a tag, with the files in which it was published."""

import pgtrigger
from django.core.validators import RegexValidator
from django.db import models

TAG_SHAPE = r"^(?![0-9]+$)[a-z0-9]+([._-][a-z0-9]+)*$"
"""A tag is never all digits: those are revision numbers."""


class Release(models.Model):
    """One release. Written once; its bytes never change."""

    tag = models.CharField(
        max_length=50,
        unique=True,
        validators=[RegexValidator(TAG_SHAPE, "Use lower-case letters, digits, dots and hyphens, not digits alone.")],
        help_text="The name under which it is cited.",
    )
    revision = models.BigIntegerField(unique=True, help_text="The revision that it shows.")
    time = models.DateTimeField(help_text="When it was made.")
    title = models.CharField(max_length=200, help_text="What it is called in a bibliography.")
    counts = models.JSONField(help_text="How many records of each resource it holds.")

    class Meta:
        ordering = ["-revision"]
        constraints = [
            models.CheckConstraint(
                name="release_tag_shape",
                condition=models.Q(tag__regex=TAG_SHAPE),
                violation_error_message="A tag has lower-case letters, digits, dots and hyphens, and not digits alone.",
            )
        ]
        triggers = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.tag


class ReleaseFile(models.Model):
    """One file of a release."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="files", help_text="The release.")
    name = models.CharField(max_length=100, help_text="The name of the file.")
    media_type = models.CharField(max_length=100, help_text="Its media type (RFC 6838).")
    size = models.BigIntegerField(help_text="How many bytes it has.")
    sha256 = models.CharField(max_length=64, help_text="The SHA-256 of its bytes, in hexadecimal.")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["release", "name"], name="releasefile_name_is_unique")]
        triggers = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name


class ReleaseChunk(models.Model):
    """A piece of a file, small enough to be sent without holding the whole in memory."""

    file = models.ForeignKey(ReleaseFile, models.PROTECT, related_name="chunks", help_text="The file.")
    number = models.PositiveIntegerField(help_text="Its place in the file, from 0.")
    content = models.BinaryField(help_text="Its bytes.")

    class Meta:
        ordering = ["file", "number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="releasechunk_number_is_unique")]
        triggers = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.file_id} {self.number}"
