"""Citations, and the triggers that require one for each fact."""

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from factbase.vocabulary import Credibility, Directness, Part

from .base import exactly_one, known_values

QUOTE_SHAPE = r"^\s*(\S+\s+){0,11}\S*\s*$"
"""At most 12 words."""


def _supported(model: str, fact: str) -> models.ForeignKey:
    return models.ForeignKey(
        f"factbase.{model}",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="citations",
        db_index=False,  # Meta.indexes has partial indexes, or each citation would be an entry in all of them
        help_text=f"The {fact} that this citation supports, if any.",
    )


class Supporting(models.Model):
    """The fact that a citation supports: exactly one of these foreign keys is set."""

    actor = _supported("Actor", "actor")
    actor_name = _supported("ActorName", "name")
    affiliation = _supported("Affiliation", "affiliation")
    meeting = _supported("Meeting", "meeting")
    participation = _supported("Participation", "participation")
    outcome = _supported("Outcome", "outcome")
    position = _supported("Position", "position")
    proposal = _supported("Proposal", "proposal")
    provision = _supported("Provision", "provision")
    claim = _supported("Claim", "claim")
    voice = _supported("Voice", "voice")
    identification = _supported("Identification", "identification")
    discrepancy = _supported("Discrepancy", "discrepancy")

    class Meta:
        abstract = True


CITED = tuple(field.name for field in Supporting._meta.local_fields)
"""The kinds of fact that citations support, each the name of a foreign key."""


def cited_as(model: type[models.Model]) -> str | None:
    """Return the name of the foreign key from citations to a model, or None if citations do not support it."""
    return next((name for name in CITED if name.replace("_", "") == model._meta.model_name), None)


class RequireCitation(pgtrigger.Trigger):
    """Refuse a fact that has no citation when its transaction commits."""

    name = "require_citation"
    when = pgtrigger.After
    operation = pgtrigger.Insert
    timing = pgtrigger.Deferred

    def get_func(self, model) -> str:
        name = cited_as(model)
        assert name, f"{model.__name__} has no foreign key in Supporting."
        return _refuse_uncited(name, model._meta.db_table, "NEW.id") + "RETURN NULL;"


class KeepCited(pgtrigger.Trigger):
    """Refuse to remove the last citation of a fact that is kept."""

    name = "keep_cited"
    when = pgtrigger.After
    operation = pgtrigger.Delete | pgtrigger.Update
    timing = pgtrigger.Deferred

    def get_func(self, model) -> str:
        checks = []
        for name in CITED:
            field = model._meta.get_field(name)
            check = _refuse_uncited(name, field.related_model._meta.db_table, f"OLD.{field.column}")
            checks.append(f"IF OLD.{field.column} IS NOT NULL THEN {check} END IF;")
        return "\n".join(checks) + "\nRETURN NULL;"


def _refuse_uncited(name: str, table: str, fact: str) -> str:
    return f"""
        IF EXISTS (SELECT FROM {table} WHERE id = {fact})
           AND NOT EXISTS (SELECT FROM factbase_citation WHERE {name}_id = {fact}) THEN
            RAISE check_violation USING CONSTRAINT = 'fact_has_a_citation',
                MESSAGE = format('The {name.replace("_", " ")} with id %s has no citation.', {fact}),
                HINT = 'Every fact needs a citation. Add one in the same transaction.';
        END IF;
    """


class CitationQuerySet(models.QuerySet["Citation"]):
    def get_by_natural_key(self, kind: str, fact: list, source: str, line: int, sentence: int | None) -> "Citation":
        """Return the citation of a fact (kind and natural key) at a place in a source (slug, line, sentence)."""
        model = self.model._meta.get_field(kind).related_model
        cited = model._default_manager.get_by_natural_key(*fact)  # type: ignore[union-attr]
        return self.get(**{kind: cited}, source__slug=source, line=line, sentence=sentence)


class Citation(Supporting):
    """A place in a source that supports one fact."""

    source = models.ForeignKey("Source", models.PROTECT, related_name="citations", help_text="The source cited.")
    line = models.PositiveIntegerField(
        validators=[MinValueValidator(1)],
        help_text="The number of the line in the source. Only lines that are not empty count; the first is 1.",
    )
    sentence = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="The number of the sentence in that line, counted from 1; empty for the whole line.",
    )
    quote = models.CharField(
        max_length=300,
        blank=True,
        validators=[RegexValidator(QUOTE_SHAPE, "A quote has at most 12 words.")],
        help_text="At most 12 of the speaker's own words, to find the place by; empty for a paraphrase.",
    )
    directness = models.CharField(
        max_length=20, choices=Directness, help_text="How close the cited words are to the speaker's own words."
    )
    credibility = models.PositiveSmallIntegerField(
        choices=Credibility,
        validators=[MinValueValidator(1), MaxValueValidator(6)],
        default=Credibility.CANNOT_BE_JUDGED,
        help_text="How credible the information is: 1 (confirmed) to 5 (improbable); 6 if unknown (Admiralty system).",
    )
    part = models.CharField(
        max_length=20, choices=Part, default=Part.BODY, help_text="The part of the source that has the cited words."
    )
    reading = models.CharField(
        max_length=300, blank=True, help_text="For a discrepancy: what this source says, in a few words."
    )

    objects = CitationQuerySet.as_manager()

    class Meta:
        ordering = ["source__stated_latest", "source__slug", "line", "sentence", "id"]
        constraints = [
            *known_values(directness=Directness, part=Part),
            exactly_one(*CITED, name="citation_supports_one_fact", message="A citation supports exactly one fact."),
            models.UniqueConstraint(
                fields=[*CITED, "source", "line", "sentence"],
                name="citation_is_unique",
                nulls_distinct=False,
                violation_error_message="This fact already has a citation of this place in this source.",
            ),
            models.CheckConstraint(
                name="citation_quote_has_at_most_12_words",
                condition=models.Q(quote__regex=QUOTE_SHAPE),
                violation_error_message="A quote has at most 12 words.",
            ),
            models.CheckConstraint(
                name="citation_quote_unless_paraphrase",
                condition=models.Q(directness=Directness.PARAPHRASE, quote="")
                | (~models.Q(directness=Directness.PARAPHRASE) & models.Q(quote__gt="")),
                violation_error_message="A direct or partial quote needs the quoted words; a paraphrase has none.",
            ),
            models.CheckConstraint(
                name="citation_locator_counts_from_1",
                condition=models.Q(line__gte=1) & (models.Q(sentence__isnull=True) | models.Q(sentence__gte=1)),
                violation_error_message="Lines and sentences are counted from 1.",
            ),
            models.CheckConstraint(
                name="citation_credibility_is_1_to_6",
                condition=models.Q(credibility__gte=1, credibility__lte=6),
                violation_error_message="Credibility is a number from 1 to 6.",
            ),
        ]
        indexes = [
            models.Index(fields=[name], condition=models.Q((f"{name}__isnull", False)), name=f"citation_{name}")
            for name in CITED
        ]
        triggers = [KeepCited()]

    def __str__(self) -> str:
        return f"line {self.line}" + (f", sentence {self.sentence}" if self.sentence else "")

    @property
    def kind(self) -> str:
        """Return the kind of fact that it supports: the name of the one foreign key that is not null."""
        return next(name for name in CITED if getattr(self, f"{name}_id") is not None)

    def natural_key(self) -> tuple[str, tuple, str, int, int | None]:
        return (self.kind, getattr(self, self.kind).natural_key(), self.source.slug, self.line, self.sentence)
