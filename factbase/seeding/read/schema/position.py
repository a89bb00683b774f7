"""What one actor holds on one topic."""

from pydantic import Field, ValidationInfo, field_validator

from factbase import models, vocabulary

from .cited import DatedCited
from .context import context
from .entry import together
from .values import Reference

BY_OTHERS = (vocabulary.Attribution.ATTRIBUTED, vocabulary.Attribution.RELAYED)


class Position(DatedCited):
    entity = models.Position

    slug: str
    topic: Reference
    holder: Reference
    stance: vocabulary.Stance
    condition: str = Field("", validate_default=True)
    condition_effect: vocabulary.ConditionEffect | None = Field(None, validate_default=True)
    summary: str
    attribution: vocabulary.Attribution
    speech_act: vocabulary.SpeechAct | None = Field(None, validate_default=True)
    speaker: Reference | None = None
    attributed_by: Reference | None = Field(None, validate_default=True)
    meeting: Reference | None = None
    about_meeting: Reference | None = None
    proposal: Reference | None = None
    statement: str = ""

    @field_validator("stance")
    @classmethod
    def needs_a_proposition(cls, value: vocabulary.Stance, info: ValidationInfo) -> vocabulary.Stance:
        if value != vocabulary.Stance.NO_STANCE and together(info, "topic"):
            slug = info.data["topic"]
            topic = context(info).known.slugs("topic").get(slug)
            if topic and not topic.get("proposition"):
                raise ValueError(
                    f"the topic {slug} has no proposition to take a side on, so only no_stance is possible"
                )
        return value

    @field_validator("condition", "condition_effect")
    @classmethod
    def when_conditional(cls, value: str | None, info: ValidationInfo) -> str | None:
        if together(info, "stance"):
            conditional = info.data["stance"] == vocabulary.Stance.CONDITIONAL
            if conditional and not value:
                raise ValueError("is missing: a conditional stance says on what it depends and to what effect")
            if value and not conditional:
                raise ValueError("only a conditional stance has one")
        return value

    @field_validator("speech_act")
    @classmethod
    def when_self_declared(
        cls, value: vocabulary.SpeechAct | None, info: ValidationInfo
    ) -> vocabulary.SpeechAct | None:
        own_word = together(info, "attribution") and info.data["attribution"] == vocabulary.Attribution.SELF_DECLARED
        if own_word and not value:
            raise ValueError("is missing: a holder's own word is a speech act")
        return value

    @field_validator("attributed_by")
    @classmethod
    def when_attributed(cls, value: str | None, info: ValidationInfo) -> str | None:
        if together(info, "attribution"):
            by_others = info.data["attribution"] in BY_OTHERS
            if by_others and not value:
                raise ValueError("is missing: an attributed or relayed position names who attributes it")
            if value and not by_others:
                raise ValueError("only an attributed or relayed position has one")
        return value
