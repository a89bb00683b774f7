"""Other names and spellings of actors."""

from django.db import models

from factbase.vocabulary import NameKind

from .base import Keyed, known_values
from .citation import RequireCitation
from .name_key import name_indexes
from .search_document import search_index


class ActorName(Keyed):
    """Another name or spelling of an actor: Zelensky for Zelenskyy, Moscow for Russia."""

    actor = models.ForeignKey("Actor", models.PROTECT, related_name="names", help_text="The actor that has this name.")
    name = models.CharField(max_length=200, help_text="The name as a source spells it.")
    kind = models.CharField(max_length=20, choices=NameKind, help_text="The kind of name.")
    language = models.CharField(max_length=20, blank=True, help_text="The language of the name, as a BCP 47 tag.")
    script = models.CharField(
        max_length=4, blank=True, help_text="The script of the name, as an ISO 15924 code: Latn, Cyrl."
    )

    class Meta:
        ordering = ["actor", "name"]
        constraints = [
            *known_values(kind=NameKind),
            models.UniqueConstraint(
                fields=["actor", "name"],
                name="actorname_is_unique",
                violation_error_message="This actor already has this name.",
            ),
        ]
        indexes = [*name_indexes("actorname"), search_index("actorname", title=["name"], actors=["actor"])]
        triggers = [RequireCitation()]
