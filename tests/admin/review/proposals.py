"""Functions to propose and review changes as a browser would."""

from typing import Any

from django.test import Client

from factbase.models import Actor, ProposedChange
from tests.admin.facts import Facts, form_data, open_form, url

PROPOSALS = url(ProposedChange, "changelist")


def citation_data(facts: Facts) -> dict[str, Any]:
    return {"citations-0-source": facts.source.pk, "citations-0-line": 3, "citations-0-directness": "paraphrase"}


def new_actor_data(client: Client, facts: Facts, **typed: Any) -> dict[str, Any]:
    page = url(Actor, "add")
    fields = {"name": "Ukraine", "slug": "ukraine", "kind": "state", "change_reason": "It takes part.", **typed}
    return {**open_form(client, page), **fields, **citation_data(facts)}


def propose(client: Client, page: str, **typed: Any) -> ProposedChange:
    """Send a change for review and return the proposal."""
    response = client.post(page, {**open_form(client, page), **typed})
    assert (response.status_code, response["Location"]) == (302, PROPOSALS)
    return ProposedChange.objects.get(state="submitted")


def form_url(proposal: ProposedChange) -> str:
    """Return the URL of a proposal's form."""
    kind, pk = proposal.kind, proposal.object_id
    return f"/admin/factbase/{kind}/{f'{pk}/change' if pk else 'add'}/?proposed={proposal.pk}"


def open_review(client: Client, proposal: ProposedChange) -> dict[str, Any]:
    """Open a proposal from the list and return the data of its form."""
    response = client.get(url(proposal, "change"), follow=True)
    assert response.redirect_chain == [(form_url(proposal), 302)]
    return review_data(response)


def review_data(response: Any) -> dict[str, Any]:
    shown = form_data(response)
    return {
        **shown,
        "proposed": response.context["proposal"].pk,
        "proposed_version": response.context["proposed_version"],
    }


def message_text(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])
