"""Proposals: one version of a peace plan each, with its provisions."""

from pydantic import Field

from factbase import models
from factbase.vocabulary import ProposalStatus

from .cited_entry import Cited, DatedCited
from .values import Integer, Reference


class Provision(Cited):
    entity = models.Provision

    slug: str
    number: Integer | None = None
    part: str = ""
    summary: str
    topic: Reference | None = None
    obliged: list[Reference] = Field(default_factory=list)
    demanded_by: Reference | None = None


class Proposal(DatedCited):
    entity = models.Proposal

    slug: str
    process: Reference
    name: str
    description: str = ""
    revises: Reference | None = None
    proposers: list[Reference] = Field(default_factory=list)
    status: ProposalStatus
    number_of_points: Integer | None = None
    provisions: list[Provision] = Field(default_factory=list)
