"""The codebook: what every value of every enum means, when to use it, and its nearest terms in other schemes."""

import json
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.http.problems import Problem
from api.http.request.parameters import Names
from api.http.request.suggestions import nearest
from api.http.static_views import StaticView
from factbase.codebook import Example, codebook, fingerprint
from factbase.codebook.required_terms import enums, slug_of

SLUGS = {slug_of(name): name for name in enums()}
RELATIONS = ["exact", "close", "broad", "narrow"]
CROSSWALKS = "The nearest terms in other schemes; empty where none fits honestly."


@extend_schema_field({"oneOf": [{"type": "string"}, {"type": "integer"}]})
class ValueField(serializers.ReadOnlyField):
    """A value as it stands in answers: a word, or a number for a grade."""


class SchemeSerializer(serializers.Serializer):
    """A vocabulary of others that crosswalks point to."""

    scheme = serializers.CharField(help_text="The name by which crosswalks point to it.")
    title = serializers.CharField(help_text="Its full name.")
    version = serializers.CharField(allow_null=True, help_text="The version that is meant.")
    url = serializers.URLField(help_text="Where it is described.")
    covers = serializers.CharField(help_text="What it is about.")


class CrosswalkSerializer(serializers.Serializer):
    """A term of another scheme, and how near it is."""

    scheme = serializers.CharField(help_text="The scheme, by its name in `schemes`.")
    code = serializers.CharField(help_text="The code or name of the term in its scheme.")
    title = serializers.CharField(help_text="The title of the term in its scheme.")
    relation = serializers.ChoiceField(
        RELATIONS,
        help_text="How near the term is, as in SKOS: `exact`, `close`, `broad` (theirs is broader than ours), `narrow` "
        "(theirs is narrower).",
    )


class ExampleSerializer(serializers.Serializer):
    """A fact of the base that has the value."""

    resource = serializers.CharField(help_text="The resource that it is: positions, meetings, ...")
    slug = serializers.CharField(help_text="Its slug.")
    field = serializers.CharField(help_text="The path of the field that has the value, in its detail.")
    url = serializers.SerializerMethodField(help_text="Its address.")

    def get_url(self, example: Example) -> str:
        list_of = reverse("v1:codebook-list").removesuffix("codebook/") + example.resource
        return self.context["request"].build_absolute_uri(f"{list_of}/{example.slug}/")


class ValueSerializer(serializers.Serializer):
    """One value of an enum."""

    value = ValueField(help_text="The value as it stands in answers and filters.")
    label = serializers.CharField(help_text="The value in words.")
    definition = serializers.CharField(help_text="What it means.")
    rule = serializers.CharField(help_text="When to use it.")
    not_when = serializers.CharField(help_text="When not to use it, and what to use instead.")
    example = ExampleSerializer(allow_null=True, help_text="A fact that has it; null where `no_example` says why.")
    no_example = serializers.CharField(allow_null=True, help_text="Why there is no example.")
    crosswalks = CrosswalkSerializer(many=True, help_text=CROSSWALKS)


class EnumSerializer(serializers.Serializer):
    """One enum with its values."""

    slug = serializers.CharField(help_text="Its public id.")
    name = serializers.CharField(help_text="Its name among the schemas of the OpenAPI document.")
    definition = serializers.CharField(help_text="What the enum says.")
    crosswalks = CrosswalkSerializer(many=True, help_text=CROSSWALKS)
    crosswalk_note = serializers.CharField(
        allow_null=True, help_text="Where the crosswalks of the enum and its values fall short, and why."
    )
    values = ValueSerializer(many=True, help_text="Its values, in their order.")


class EntitySerializer(serializers.Serializer):
    """One kind of thing that the base is made of."""

    name = serializers.CharField(help_text="Its name.")
    definition = serializers.CharField(help_text="What it is.")
    crosswalks = CrosswalkSerializer(many=True, help_text=CROSSWALKS)


class CodebookSerializer(serializers.Serializer):
    """The codebook."""

    schemes = SchemeSerializer(many=True, help_text="The schemes of others that crosswalks point to.")
    entities = EntitySerializer(many=True, help_text="What the base is made of.")
    enums = EnumSerializer(many=True, help_text="The enums, by slug.")


class CodebookView(StaticView):
    def fingerprint(self) -> str:
        return fingerprint()


class CodebookList(CodebookView):
    """What the words of the base mean: its entities, every value of every enum with its definition, coding rule,
    example and crosswalks, and the schemes that these point to."""

    summary = "Show the codebook"
    example = {"enum": "condition-effect"}
    serializer_class = CodebookSerializer
    parameters = {"enum": Names(list(SLUGS), "Show these enums only.")}

    def body(self, request: HttpRequest, given: dict[str, Any], **path: str) -> str:
        book = codebook()
        shown = [book.enums[name] for slug, name in SLUGS.items() if slug in given.get("enum", SLUGS)]
        whole = {"schemes": book.schemes.values(), "entities": book.entities.values(), "enums": shown}
        return json.dumps(CodebookSerializer(whole, context={"request": request}).data, ensure_ascii=False)


class CodebookEnum(CodebookView):
    """One enum: each of its values with its definition, coding rule, example and crosswalks."""

    summary = "Show what the values of an enum mean"
    example = {"slug": "speech-act"}
    serializer_class = EnumSerializer

    def body(self, request: HttpRequest, given: dict[str, Any], **path: str) -> str:
        slug = path["slug"]
        if slug not in SLUGS:
            near = nearest(slug, SLUGS)
            detail = f"The codebook has no enum “{slug[:100]}”." + (f" Did you mean “{near}”?" if near else "")
            raise Problem(404, detail, **({"suggestion": near} if near else {}))
        known = EnumSerializer(codebook().enums[SLUGS[slug]], context={"request": request})
        return json.dumps(known.data, ensure_ascii=False)
