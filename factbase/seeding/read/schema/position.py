"""Positions: the stance of one actor on one topic."""

from pydantic import Field, ValidationInfo, field_validator

from factbase import models, vocabulary

from .cited_entry import DatedCited
from .context import get_context
from .entry import are_valid
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
    def check_proposition(cls, value: vocabulary.Stance, info: ValidationInfo) -> vocabulary.Stance:
        if value != vocabulary.Stance.NO_STANCE and are_valid(info, "topic"):
            slug = info.data["topic"]
            topic = get_context(info).known.slugs("topic").get(slug)
            if topic and not topic.get("proposition"):
                raise ValueError(f"the topic {slug} has no proposition, so only no_stance is possible")
        return value

    @field_validator("condition", "condition_effect")
    @classmethod
    def check_condition(cls, value: str | None, info: ValidationInfo) -> str | None:
        if are_valid(info, "stance"):
            conditional = info.data["stance"] == vocabulary.Stance.CONDITIONAL
            if conditional and not value:
                raise ValueError("is missing: a conditional stance needs condition and condition_effect")
            if value and not conditional:
                raise ValueError("is only for a conditional stance")
        return value

    @field_validator("speech_act")
    @classmethod
    def check_speech_act(cls, value: vocabulary.SpeechAct | None, info: ValidationInfo) -> vocabulary.SpeechAct | None:
        own = are_valid(info, "attribution") and info.data["attribution"] == vocabulary.Attribution.SELF_DECLARED
        if own and not value:
            raise ValueError("is missing: a self_declared position needs a speech act")
        return value

    @field_validator("attributed_by")
    @classmethod
    def check_attributed_by(cls, value: str | None, info: ValidationInfo) -> str | None:
        if are_valid(info, "attribution"):
            by_others = info.data["attribution"] in BY_OTHERS
            if by_others and not value:
                raise ValueError("is missing: an attributed or relayed position needs it")
            if value and not by_others:
                raise ValueError("is only for an attributed or relayed position")
        return value
