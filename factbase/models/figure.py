"""Figures: the numbers in claims."""

from django.db import models

from factbase.vocabulary import Qualifier

from .base import Keyed, known_values


class Figure(Keyed):
    """A number in a claim, as exact as the source gives it: “more than 19 percent” is 19, percent, over."""

    claim = models.ForeignKey(
        "Claim", models.PROTECT, related_name="figures", help_text="The claim that contains the number."
    )
    number = models.PositiveSmallIntegerField(
        default=1, help_text="The position of the number in the claim, counted from 1."
    )
    measures = models.CharField(max_length=200, help_text="What the number counts or measures.")
    low = models.DecimalField(max_digits=20, decimal_places=4, help_text="The number, or the lower end of a range.")
    high = models.DecimalField(
        max_digits=20, decimal_places=4, null=True, blank=True, help_text="The upper end of a range."
    )
    unit = models.CharField(max_length=60, help_text="The unit: percent, USD, people, km2.")
    per = models.CharField(max_length=60, blank=True, help_text="For a rate, what it is per: month.")
    qualifier = models.CharField(
        max_length=20, choices=Qualifier, default=Qualifier.UNQUALIFIED, help_text="How exact the number is."
    )

    class Meta:
        ordering = ["claim", "number"]
        constraints = [
            *known_values(qualifier=Qualifier),
            models.UniqueConstraint(fields=["claim", "number"], name="figure_number_is_unique"),
            models.CheckConstraint(
                name="figure_range_in_order",
                condition=models.Q(high__isnull=True) | models.Q(high__gte=models.F("low")),
                violation_error_message="The upper end of a range must not be below its lower end.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measures}: {self.low} {self.unit}"
