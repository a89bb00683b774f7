"""Identifications: judgements whether two meetings or two proposals are the same."""

from pydantic import Field, ValidationInfo, field_validator

from factbase import models, vocabulary

from .cited_entry import Cited
from .entry import are_valid
from .values import Reference


class Identification(Cited):
    entity = models.Identification

    slug: str
    verdict: vocabulary.Verdict
    meeting: Reference | None = None
    other_meeting: Reference | None = None
    proposal: Reference | None = None
    other_proposal: Reference | None = Field(None, validate_default=True)
    note: str

    @field_validator("other_proposal")
    @classmethod
    def check_pair(cls, value: str | None, info: ValidationInfo) -> str | None:
        if are_valid(info, "meeting", "other_meeting", "proposal"):
            meetings = [info.data["meeting"], info.data["other_meeting"]]
            proposals = [info.data["proposal"], value]
            if not (all(meetings) and not any(proposals)) and not (all(proposals) and not any(meetings)):
                raise ValueError(
                    "give two meetings (meeting, other_meeting) or two proposals (proposal, other_proposal)"
                )
            if len({*meetings, *proposals} - {None}) == 1:
                raise ValueError("give two different meetings or proposals")
        return value
