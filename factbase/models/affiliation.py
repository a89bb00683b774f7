"""Roles of actors in states and bodies, over time."""

from django.db import models

from factbase.models.fields.edtf import Dated, EdtfField, edtf_shape

from .base import Keyed, optional_foreign_key
from .citation import RequireCitation
from .search_document import search_index


class Affiliation(Keyed, Dated):
    """A role of an actor in a state or body (Popolo's Membership). The stated date is when a source reports it."""

    member = models.ForeignKey(
        "Actor", models.PROTECT, related_name="affiliations", help_text="The person or body that has the role."
    )
    organisation = optional_foreign_key(
        "Actor", "members", "The state or body in which the actor has the role; empty if the source does not say."
    )
    role = models.CharField(max_length=200, help_text="The role as the source gives it: special envoy, spokesperson.")
    official = models.BooleanField(default=True, help_text="True for an office, false for an informal role.")
    starts = EdtfField(
        blank=True, help_text="The start of the role, as an EDTF date; empty if the source does not say."
    )
    ends = EdtfField(blank=True, help_text="The end of the role, as an EDTF date; empty if the source does not say.")

    class Meta(Dated.Meta):
        ordering = ["member", "role", "id"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["member", "organisation", "role"],
                name="affiliation_is_unique",
                nulls_distinct=False,
                violation_error_message="This member already has this role in this organisation.",
            ),
            models.CheckConstraint(
                name="affiliation_dates_are_edtf",
                condition=edtf_shape("starts", "ends"),
                violation_error_message="Starts and ends must be EDTF dates.",
            ),
        ]
        indexes = [search_index("affiliation", body=["role"], actors=["member", "organisation"])]
        triggers = [RequireCitation()]
