"""Actors of a kind or a country, and anonymous ones, are found in the order of the list."""

from django.db import migrations, models

from ._together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("factbase", "0009_search_documents"),
    ]

    operations = [
        Together(
            [
                migrations.AddIndex(
                    model_name="actor",
                    index=models.Index(fields=["kind", "slug"], name="factbase_ac_kind_815b26_idx"),
                ),
                migrations.AddIndex(
                    model_name="actor",
                    index=models.Index(fields=["country", "slug"], name="factbase_ac_country_acdb13_idx"),
                ),
                migrations.AddIndex(
                    model_name="actor",
                    index=models.Index(fields=["anonymous", "slug"], name="factbase_ac_anonymo_425732_idx"),
                ),
                migrations.AddIndex(
                    model_name="actorhistory",
                    index=models.Index(
                        fields=["kind", "slug"], include=("rev_from", "rev_to"), name="was_ac_kind_815b26_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="actorhistory",
                    index=models.Index(
                        fields=["country", "slug"], include=("rev_from", "rev_to"), name="was_ac_country_acdb13_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="actorhistory",
                    index=models.Index(
                        fields=["anonymous", "slug"], include=("rev_from", "rev_to"), name="was_ac_anonymo_425732_idx"
                    ),
                ),
            ]
        )
    ]
