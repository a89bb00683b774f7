"""What is in force is found in an index; shifts is a word of a route."""

from django.db import migrations, models
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from ._together import Together

SLUGGED = ("actor", "claim", "discrepancy", "identification", "meeting", "position", "process")
SLUGGED += ("proposal", "provision", "source", "topic")
RESERVED = ("agreement", "by-actor", "codebook", "matrix", "reconcile", "resolve", "search", "shifts", "timeline")


def in_force(name: str) -> models.Index:
    version = Coalesce("proposal", RawSQL("0", ()), output_field=models.BigIntegerField())
    return models.Index("topic", "holder", version, "stated_latest", "stated_earliest", name=name)


def slug_constraint(model: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"{model}_slug",
        condition=models.Q(slug__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$") & ~models.Q(slug__in=RESERVED),
        violation_error_message="A slug is lower-case words joined by hyphens, and no word of the API's routes.",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("factbase", "0010_actors_of_a_sort"),
    ]

    operations = [
        Together(
            [
                migrations.AddIndex("position", in_force("factbase_position_in_force")),
                migrations.AddIndex("positionhistory", in_force("was_position_in_force")),
                *(migrations.RemoveConstraint(model, f"{model}_slug") for model in SLUGGED),
                *(migrations.AddConstraint(model, slug_constraint(model)) for model in SLUGGED),
            ]
        ),
    ]
