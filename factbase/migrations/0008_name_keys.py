"""Names are found by key, under which their spellings meet; unaccent is for the words of texts."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models

from factbase.models.name_key import CREATE_NAME_KEY, DROP_NAME_KEY, NameKey

from ._together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("factbase", "0007_index_each_order"),
    ]

    operations = [
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA extensions", migrations.RunSQL.noop),
        migrations.RunSQL(CREATE_NAME_KEY, DROP_NAME_KEY),
        Together(
            [
                migrations.AddIndex(
                    model_name="actor",
                    index=models.Index(NameKey("name"), name="actor_name_key"),
                ),
                migrations.AddIndex(
                    model_name="actor",
                    index=GinIndex(
                        OpClass(NameKey("name"), name="extensions.gin_trgm_ops"), name="actor_name_trigrams"
                    ),
                ),
                migrations.AddIndex(
                    model_name="actorhistory",
                    index=models.Index(NameKey("name"), name="was_actor_name_key"),
                ),
                migrations.AddIndex(
                    model_name="actorhistory",
                    index=GinIndex(
                        OpClass(NameKey("name"), name="extensions.gin_trgm_ops"), name="was_actor_name_trigrams"
                    ),
                ),
                migrations.AddIndex(
                    model_name="actorname",
                    index=models.Index(NameKey("name"), name="actorname_name_key"),
                ),
                migrations.AddIndex(
                    model_name="actorname",
                    index=GinIndex(
                        OpClass(NameKey("name"), name="extensions.gin_trgm_ops"), name="actorname_name_trigrams"
                    ),
                ),
                migrations.AddIndex(
                    model_name="actornamehistory",
                    index=models.Index(NameKey("name"), name="was_actorname_name_key"),
                ),
                migrations.AddIndex(
                    model_name="actornamehistory",
                    index=GinIndex(
                        OpClass(NameKey("name"), name="extensions.gin_trgm_ops"), name="was_actorname_name_trigrams"
                    ),
                ),
            ]
        ),
    ]
