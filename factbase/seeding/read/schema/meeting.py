"""A meeting with its participants and the descriptions of its outcome."""

from django.core.exceptions import ValidationError
from pydantic import Field, ValidationInfo, field_validator

from factbase import models, vocabulary
from factbase.models.fields.edtf import bounds
from factbase.models.meeting import TOOK_PLACE

from .citation import Citation, not_after_its_sources
from .cited import Cited
from .entry import together
from .values import Reference, Whole


class Participation(Cited):
    entity = models.Participation

    actor: Reference
    role: vocabulary.ParticipationRole
    side: Reference | None = None
    described_as: str = ""


class Outcome(Cited):
    entity = models.Outcome

    described_by: Reference | None = None
    source: Reference | None = Field(None, validate_default=True)
    relayed_by: Reference | None = None
    summary: str

    @field_validator("source")
    @classmethod
    def one_describer(cls, value: str | None, info: ValidationInfo) -> str | None:
        if together(info, "described_by") and bool(value) == bool(info.data["described_by"]):
            raise ValueError("an outcome has either described_by (an actor) or source (in its own voice)")
        return value


class Meeting(Cited):
    entity = models.Meeting

    slug: str
    process: Reference
    title: str
    description: str = ""
    kind: vocabulary.MeetingKind
    format: vocabulary.MeetingFormat | None = None
    status: vocabulary.MeetingStatus
    starts: str = ""
    ends: str = ""
    date_basis: vocabulary.DateBasis = vocabulary.DateBasis.STATED
    date_note: str = Field("", validate_default=True)
    duration_minutes: Whole | None = None
    duration_qualifier: vocabulary.Qualifier | None = None
    place: str = ""
    host: Reference | None = None
    topics: list[Reference] = Field(default_factory=list)
    proposals: list[Reference] = Field(default_factory=list)
    follows: Reference | None = None
    according_to: Reference | None = None
    participations: list[Participation] = Field(default_factory=list)
    outcomes: list[Outcome] = Field(default_factory=list)

    @field_validator("ends")
    @classmethod
    def after_its_start(cls, value: str, info: ValidationInfo) -> str:
        if together(info, "starts"):
            try:
                models.Meeting(starts=info.data["starts"], ends=value).work_out_dates()
            except ValidationError as error:
                raise ValueError(" ".join(error.messages)) from error
        return value

    @field_validator("date_note")
    @classmethod
    def dated_or_explained(cls, value: str, info: ValidationInfo) -> str:
        if together(info, "starts") and not info.data["starts"] and not value:
            raise ValueError("is missing: a meeting without starts says here why it has no date")
        return value

    @field_validator("duration_qualifier")
    @classmethod
    def of_a_duration(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value and together(info, "duration_minutes") and info.data["duration_minutes"] is None:
            raise ValueError("there is no duration_minutes that it could qualify")
        return value

    @field_validator("starts")
    @classmethod
    def reported_afterwards(cls, value: str, info: ValidationInfo) -> str:
        if value and together(info, "citations", "status") and info.data["status"] in TOOK_PLACE:
            citations: list[Citation] = info.data["citations"]
            not_after_its_sources(bounds(value)[0], citations, info, "held")
        return value
