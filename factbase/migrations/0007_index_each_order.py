"""Each order that a topic, a holder or a speaker can be listed in has an index to walk."""

import django.db.models.deletion
from django.db import migrations, models

from ._together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("factbase", "0006_revisions_in_indexes"),
    ]

    operations = [
        Together(
            [
                migrations.RemoveIndex(
                    model_name="positionhistory",
                    name="factbase_po_speaker_032c8d_idx",
                ),
                migrations.AlterField(
                    model_name="position",
                    name="speaker",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        help_text="Who spoke for the holder: a person or a body; empty when the text does not say.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions_spoken",
                        to="factbase.actor",
                    ),
                ),
                migrations.AddIndex(
                    model_name="position",
                    index=models.Index(
                        fields=["speaker", "stated_latest", "stated_earliest", "slug"],
                        name="factbase_po_speaker_f2baca_idx",
                    ),
                ),
                migrations.AddIndex(
                    model_name="position",
                    index=models.Index(fields=["topic", "slug"], name="factbase_po_topic_i_076523_idx"),
                ),
                migrations.AddIndex(
                    model_name="position",
                    index=models.Index(fields=["holder", "slug"], name="factbase_po_holder__7f31e6_idx"),
                ),
                migrations.AddIndex(
                    model_name="position",
                    index=models.Index(fields=["speaker", "slug"], name="factbase_po_speaker_2eb504_idx"),
                ),
                migrations.AddIndex(
                    model_name="positionhistory",
                    index=models.Index(
                        fields=["speaker", "stated_latest", "stated_earliest", "slug"],
                        include=("rev_from", "rev_to"),
                        name="was_po_speaker_f2baca_idx",
                    ),
                ),
                migrations.AddIndex(
                    model_name="positionhistory",
                    index=models.Index(
                        fields=["topic", "slug"], include=("rev_from", "rev_to"), name="was_po_topic_i_076523_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="positionhistory",
                    index=models.Index(
                        fields=["holder", "slug"], include=("rev_from", "rev_to"), name="was_po_holder__7f31e6_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="positionhistory",
                    index=models.Index(
                        fields=["speaker", "slug"], include=("rev_from", "rev_to"), name="was_po_speaker_2eb504_idx"
                    ),
                ),
            ]
        )
    ]
