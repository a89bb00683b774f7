"""What the present answers from an index alone, the past does too."""

from django.db import migrations, models

from ._together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("factbase", "0005_fewer_indexes"),
    ]

    operations = [
        Together(
            [
                migrations.RemoveIndex(
                    model_name="claimhistory",
                    name="factbase_cl_stated__aa6c5c_idx",
                ),
                migrations.RemoveIndex(
                    model_name="discrepancyhistory",
                    name="factbase_di_kind_78256b_idx",
                ),
                migrations.RemoveIndex(
                    model_name="meetinghistory",
                    name="factbase_me_earlies_7fcf13_idx",
                ),
                migrations.RemoveIndex(
                    model_name="meetinghistory",
                    name="factbase_me_latest_01c2c9_idx",
                ),
                migrations.RemoveIndex(
                    model_name="positionhistory",
                    name="factbase_po_stated__f17c67_idx",
                ),
                migrations.RemoveIndex(
                    model_name="positionhistory",
                    name="factbase_po_topic_i_f01a19_idx",
                ),
                migrations.RemoveIndex(
                    model_name="positionhistory",
                    name="factbase_po_holder__e111fe_idx",
                ),
                migrations.RemoveIndex(
                    model_name="positionhistory",
                    name="factbase_po_topic_i_6272bb_idx",
                ),
                migrations.RemoveIndex(
                    model_name="proposalhistory",
                    name="factbase_pr_stated__2fc6dc_idx",
                ),
                migrations.RemoveIndex(
                    model_name="sourcehistory",
                    name="factbase_so_stated__6ca787_idx",
                ),
                migrations.AddIndex(
                    model_name="claimhistory",
                    index=models.Index(
                        fields=["stated_latest", "slug"],
                        include=("rev_from", "rev_to"),
                        name="was_cl_stated__e7f961_idx",
                    ),
                ),
                migrations.AddIndex(
                    model_name="discrepancyhistory",
                    index=models.Index(
                        fields=["kind", "slug"], include=("rev_from", "rev_to"), name="was_di_kind_d21120_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="meetinghistory",
                    index=models.Index(
                        fields=["earliest", "slug"], include=("rev_from", "rev_to"), name="was_me_earlies_3bf5a7_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="meetinghistory",
                    index=models.Index(
                        fields=["latest", "slug"], include=("rev_from", "rev_to"), name="was_me_latest_ed3e53_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="positionhistory",
                    index=models.Index(
                        fields=["stated_latest", "stated_earliest", "slug"],
                        include=("rev_from", "rev_to"),
                        name="was_po_stated__a9fe53_idx",
                    ),
                ),
                migrations.AddIndex(
                    model_name="positionhistory",
                    index=models.Index(
                        fields=["topic", "stated_latest", "stated_earliest", "slug"],
                        include=("rev_from", "rev_to"),
                        name="was_po_topic_i_14d1f0_idx",
                    ),
                ),
                migrations.AddIndex(
                    model_name="positionhistory",
                    index=models.Index(
                        fields=["holder", "stated_latest", "stated_earliest", "slug"],
                        include=("rev_from", "rev_to"),
                        name="was_po_holder__4343e7_idx",
                    ),
                ),
                migrations.AddIndex(
                    model_name="positionhistory",
                    index=models.Index(
                        fields=["topic", "holder", "stated_latest", "stated_earliest", "slug"],
                        include=("rev_from", "rev_to"),
                        name="was_po_topic_i_cb691e_idx",
                    ),
                ),
                migrations.AddIndex(
                    model_name="proposalhistory",
                    index=models.Index(
                        fields=["stated_latest", "slug"],
                        include=("rev_from", "rev_to"),
                        name="was_pr_stated__38a766_idx",
                    ),
                ),
                migrations.AddIndex(
                    model_name="sourcehistory",
                    index=models.Index(
                        fields=["stated_latest", "slug"],
                        include=("rev_from", "rev_to"),
                        name="was_so_stated__43bc6d_idx",
                    ),
                ),
            ]
        )
    ]
