"""Leave the words of routes to a trigger that follows the URL patterns; the constraint keeps a slug's shape."""

from django.db import migrations, models

from ._together import Together

SLUGGED = ("actor", "claim", "discrepancy", "identification", "meeting", "position", "process")
SLUGGED += ("proposal", "provision", "source", "topic")


def slug_constraint(model: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"{model}_slug",
        condition=models.Q(slug__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
        violation_error_message="A slug is lower-case words joined by hyphens.",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("factbase", "0011_stances_in_force"),
    ]

    operations = [
        Together(
            [
                *(migrations.RemoveConstraint(model, f"{model}_slug") for model in SLUGGED),
                *(migrations.AddConstraint(model, slug_constraint(model)) for model in SLUGGED),
            ]
        ),
    ]
