"""Enums of actors and their names."""

from django.db import models


class ActorKind(models.TextChoices):
    """The kind of an actor."""

    PERSON = "person", "Person"
    STATE = "state", "State"
    GOVERNMENT_BODY = "government_body", "Government body"
    INTERGOVERNMENTAL = "intergovernmental_organisation", "Intergovernmental organisation"
    ALLIANCE = "alliance", "Alliance"
    DELEGATION = "delegation", "Delegation"
    MEDIA = "media_organisation", "Media organisation"
    GROUP = "group", "Group"


class NameKind(models.TextChoices):
    """The kind of a name."""

    OFFICIAL = "official", "Official"
    ALIAS = "alias", "Alias"
    TRANSLITERATION = "transliteration", "Transliteration"
