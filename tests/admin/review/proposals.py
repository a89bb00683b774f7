"""Proposing changes and reviewing them, as browsers do."""

from typing import Any

from django.test import Client

from factbase.models import Actor, ProposedChange
from tests.admin.facts import Facts, as_shown, opened, url

LIST = url(ProposedChange, "changelist")


def citation(facts: Facts) -> dict[str, Any]:
    return {"citations-0-source": facts.source.pk, "citations-0-line": 3, "citations-0-directness": "paraphrase"}


def new_actor(client: Client, facts: Facts, **typed: Any) -> dict[str, Any]:
    page = url(Actor, "add")
    fields = {"name": "Ukraine", "slug": "ukraine", "kind": "state", "change_reason": "It takes part.", **typed}
    return {**opened(client, page), **fields, **citation(facts)}


def propose(client: Client, page: str, **typed: Any) -> ProposedChange:
    """Send a change for review."""
    response = client.post(page, {**opened(client, page), **typed})
    assert (response.status_code, response["Location"]) == (302, LIST)
    return ProposedChange.objects.get(state="submitted")


def on(proposal: ProposedChange) -> str:
    """The address of a proposal's form."""
    kind, pk = proposal.kind, proposal.object_id
    return f"/admin/factbase/{kind}/{f'{pk}/change' if pk else 'add'}/?proposed={proposal.pk}"


def review(client: Client, proposal: ProposedChange) -> dict[str, Any]:
    """The form of a review as a browser shows it."""
    response = client.get(url(proposal, "change"), follow=True)
    assert response.redirect_chain == [(on(proposal), 302)]
    return reviewed(response)


def reviewed(response: Any) -> dict[str, Any]:
    shown = as_shown(response)
    return {
        **shown,
        "proposed": response.context["proposal"].pk,
        "proposed_version": response.context["proposed_version"],
    }


def said(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])
