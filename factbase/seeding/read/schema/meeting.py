"""Meetings with their participants and descriptions of their outcomes."""

from django.core.exceptions import ValidationError
from pydantic import Field, ValidationInfo, field_validator

from factbase import models, vocabulary
from factbase.models.fields.edtf import bounds
from factbase.models.meeting import TOOK_PLACE

from .citation import Citation, check_publication_dates
from .cited_entry import Cited
from .entry import are_valid
from .values import Integer, Reference


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
    def check_describer(cls, value: str | None, info: ValidationInfo) -> str | None:
        if are_valid(info, "described_by") and bool(value) == bool(info.data["described_by"]):
            raise ValueError("an outcome needs either described_by (an actor) or source (the source in its own voice)")
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
    duration_minutes: Integer | None = None
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
    def check_order(cls, value: str, info: ValidationInfo) -> str:
        if are_valid(info, "starts"):
            try:
                models.Meeting(starts=info.data["starts"], ends=value).work_out_dates()
            except ValidationError as error:
                raise ValueError(" ".join(error.messages)) from error
        return value

    @field_validator("date_note")
    @classmethod
    def check_date_note(cls, value: str, info: ValidationInfo) -> str:
        if are_valid(info, "starts") and not info.data["starts"] and not value:
            raise ValueError("is missing: a meeting without starts needs the reason here")
        return value

    @field_validator("duration_qualifier")
    @classmethod
    def check_duration_qualifier(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value and are_valid(info, "duration_minutes") and info.data["duration_minutes"] is None:
            raise ValueError("needs duration_minutes")
        return value

    @field_validator("starts")
    @classmethod
    def check_citations(cls, value: str, info: ValidationInfo) -> str:
        if value and are_valid(info, "citations", "status") and info.data["status"] in TOOK_PLACE:
            citations: list[Citation] = info.data["citations"]
            check_publication_dates(bounds(value)[0], citations, info, "held")
        return value
