"""A role in a state or body, over time."""

from django.db import models

from factbase.models.fields.edtf import Dated, EdtfField, edtf_shape
from factbase.vocabulary import DateBasis

from .base import Keyed, KeyedQuerySet, known_values
from .citation import RequireCitation
from .search_document import search_index


class Affiliation(Keyed, Dated):
    """A role of an actor in a state or body (Popolo's Membership). The stated date is when a source gives it."""

    member = models.ForeignKey(
        "Actor",
        models.PROTECT,
        related_name="affiliations",
        help_text="Who has the role: a person, or a body of a state.",
    )
    organisation = models.ForeignKey(
        "Actor",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        help_text="The state or body in which the role is held; empty when the text does not say.",
    )
    role = models.CharField(max_length=200, help_text="The role as the source gives it: special envoy, spokesperson.")
    official = models.BooleanField(default=True, help_text="Whether it is an office, rather than an informal part.")
    starts = EdtfField(blank=True, help_text="Since when, as an EDTF date; empty when the text does not say.")
    ends = EdtfField(blank=True, help_text="Until when, as an EDTF date; empty when the text does not say.")

    objects = KeyedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["member", "role", "id"]
        constraints = [
            *Dated.Meta.constraints,
            *known_values(date_basis=DateBasis),
            models.UniqueConstraint(
                fields=["member", "organisation", "role"],
                name="affiliation_is_unique",
                nulls_distinct=False,
                violation_error_message="This role is entered already.",
            ),
            models.CheckConstraint(
                name="affiliation_dates_are_edtf",
                condition=edtf_shape("starts", "ends"),
                violation_error_message="Starts and ends must have the shape of EDTF dates.",
            ),
        ]
        indexes = [search_index("affiliation", body=["role"], actors=["member", "organisation"])]
        triggers = [RequireCitation()]

    def __str__(self) -> str:
        return self.role
