"""The codebook: the meaning of each enum value, its coding rule, and the nearest terms in other schemes."""

import json
from collections.abc import Callable, Iterable

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.http.problems import NotFound
from api.http.request.parameters import Names
from api.http.request.suggestions import nearest
from api.http.revision_independent_view import StaticView
from factbase.codebook import Example, codebook, fingerprint
from factbase.codebook.required_terms import enums, slug_of

SLUGS = {slug_of(name): name for name in enums()}
RELATIONS = ["exact", "close", "broad", "narrow"]
CROSSWALKS = "The nearest terms in other schemes; empty if none fits."


@extend_schema_field({"oneOf": [{"type": "string"}, {"type": "integer"}]})
class ValueField(serializers.ReadOnlyField):
    """A value as it appears in responses: a word, or a number for a grade."""


class SchemeSerializer(serializers.Serializer):
    """A scheme of another project, to which crosswalks refer."""

    scheme = serializers.CharField(help_text="The name by which crosswalks refer to the scheme.")
    title = serializers.CharField(help_text="The full name of the scheme.")
    version = serializers.CharField(allow_null=True, help_text="The version of the scheme.")
    url = serializers.URLField(help_text="URL of the scheme's documentation.")
    covers = serializers.CharField(help_text="The subject of the scheme.")


class CrosswalkSerializer(serializers.Serializer):
    """A related term of another scheme."""

    scheme = serializers.CharField(help_text="The name of the scheme in `schemes`.")
    code = serializers.CharField(help_text="The code or name of the term in its scheme.")
    title = serializers.CharField(help_text="The title of the term in its scheme.")
    relation = serializers.ChoiceField(
        RELATIONS,
        help_text="The SKOS relation of the term: `exact`, `close`, `broad` (the term is broader than ours), or "
        "`narrow` (the term is narrower).",
    )


class ExampleSerializer(serializers.Serializer):
    """A fact in the fact base that has the value."""

    resource = serializers.CharField(help_text="The resource of the fact: positions, meetings, ...")
    slug = serializers.CharField(help_text="The slug of the fact.")
    field = serializers.CharField(help_text="The path of the field that has the value, in the fact's detail.")
    url = serializers.SerializerMethodField(help_text="URL of the fact.")

    def get_url(self, example: Example) -> str:
        root = reverse("v1:codebook-list").removesuffix("codebook/")
        return self.context["url"](f"{root}{example.resource}/{example.slug}/")


class ValueSerializer(serializers.Serializer):
    """One value of an enum."""

    value = ValueField(help_text="The value as it appears in responses and filters.")
    label = serializers.CharField(help_text="The label of the value.")
    definition = serializers.CharField(help_text="The meaning of the value.")
    rule = serializers.CharField(help_text="When to use the value.")
    not_when = serializers.CharField(help_text="When not to use the value, and what to use instead.")
    example = ExampleSerializer(allow_null=True, help_text="A fact with this value; null if `no_example` is given.")
    no_example = serializers.CharField(allow_null=True, help_text="The reason why there is no example.")
    crosswalks = CrosswalkSerializer(many=True, help_text=CROSSWALKS)


class EnumSerializer(serializers.Serializer):
    """One enum with its values."""

    slug = serializers.CharField(help_text="The slug of the enum.")
    name = serializers.CharField(help_text="The name of the enum's schema in the OpenAPI document.")
    definition = serializers.CharField(help_text="The meaning of the enum.")
    crosswalks = CrosswalkSerializer(many=True, help_text=CROSSWALKS)
    crosswalk_note = serializers.CharField(
        allow_null=True, help_text="Limits of the crosswalks of the enum and its values."
    )
    values = ValueSerializer(many=True, help_text="The values, in their defined order.")


class EntitySerializer(serializers.Serializer):
    """One kind of entity in the fact base."""

    name = serializers.CharField(help_text="The name of the entity.")
    definition = serializers.CharField(help_text="The meaning of the entity.")
    crosswalks = CrosswalkSerializer(many=True, help_text=CROSSWALKS)


class CodebookSerializer(serializers.Serializer):
    """The codebook."""

    schemes = SchemeSerializer(many=True, help_text="The schemes to which crosswalks refer.")
    entities = EntitySerializer(many=True, help_text="The kinds of entities in the fact base.")
    enums = EnumSerializer(many=True, help_text="The enums, ordered by slug.")


class CodebookView(StaticView):
    def fingerprint(self) -> str:
        return fingerprint()


class CodebookList(CodebookView):
    """The codebook: all entities, enums and enum values, with definitions, coding rules, examples and crosswalks."""

    summary = "Show the codebook"
    example = {"enum": "condition-effect"}
    serializer_class = CodebookSerializer
    parameters = {"enum": Names(list(SLUGS), "Show only these enums.")}

    def body(self) -> str:
        return whole_codebook(self.url, self.params.get("enum"))


def whole_codebook(url: Callable[[str], str], slugs: Iterable[str] | None = None) -> str:
    """Return the codebook as JSON, with all enums or only those with these slugs; `url` makes paths absolute."""
    book = codebook()
    selected = [book.enums[name] for slug, name in SLUGS.items() if slugs is None or slug in slugs]
    content = {"schemes": book.schemes.values(), "entities": book.entities.values(), "enums": selected}
    return json.dumps(CodebookSerializer(content, context={"url": url}).data, ensure_ascii=False)


class CodebookEnum(CodebookView):
    """One enum, with the definition, coding rule, example and crosswalks of each value."""

    summary = "Show an enum of the codebook"
    example = {"slug": "speech-act"}
    serializer_class = EnumSerializer

    def body(self) -> str:
        slug = self.asked.path["slug"]
        if slug not in SLUGS:
            raise NotFound(f"The codebook has no enum “{slug[:100]}”.", nearest(slug, SLUGS))
        enum = EnumSerializer(codebook().enums[SLUGS[slug]], context={"url": self.url})
        return json.dumps(enum.data, ensure_ascii=False)
