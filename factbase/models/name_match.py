"""How a name that was asked for is like one of an actor's."""

from django.db import models


class NameMatch(models.TextChoices):
    """How a name that was asked for is like one of an actor's. What each counts, the codebook says."""

    EXACT_NAME = "exact_name", "The name that the base uses"
    EXACT_ALIAS = "exact_alias", "Another name of the actor's"
    SAME_KEY = "same_key", "The same name in another spelling or script"
    WORD_ORDER = "word_order", "The same words in another order"
    INITIALS = "initials", "The same words, some as initials"
    TITLE_LEFT_OUT = "title_left_out", "Without the title before it"
    WORDS_LEFT_OUT = "words_left_out", "Without other words beside it"
    PART_OF_NAME = "part_of_name", "Some words of the name"
    SIMILAR = "similar", "A similar name"
