"""Merging a fact into another: choose the target, see the effect, confirm."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from factbase.history.revision import Revision, revision
from factbase.models import Actor, ActorName, Position, Slug, Topic
from factbase.vocabulary import RevisionKind
from tests.admin.facts import Facts, cite, url

from .test_withdrawal_views import confirm


def merge_page(fact, target) -> str:
    return f"{url(fact, 'merge')}?into={target.pk}"


@pytest.fixture
def moscow(facts: Facts) -> Actor:
    """Create a duplicate of the actor Russia."""
    with revision(author="loader", kind=RevisionKind.ADDITION, reason="Moscow"):
        moscow = Actor.objects.create(slug="moscow", name="Moscow", kind="government_body")
        cite(facts.source, 3, actor=moscow)
        Position.objects.update(holder=moscow)
    return moscow


def test_an_actor_is_merged(facts: Facts, moscow: Actor, reviewer: Client, get: Callable):
    assert url(moscow, "merge") in reviewer.get(url(moscow, "change")).content.decode()
    choose = reviewer.get(url(moscow, "merge")).content.decode()
    assert 'name="into"' in choose and "Show the effect" in choose

    shown = reviewer.get(merge_page(moscow, facts.russia))
    assert shown.context["effect"].done == [
        "The actor “Moscow” is merged into the actor “Russia”.",
        "1 citation: “actor name” becomes the actor name “Moscow” of the actor “Russia”.",
        "1 position: “holder” becomes the actor “Russia”.",
    ]
    assert shown.context["effect"].lost == [
        "The actor “Moscow” has “Government body” as “kind”; the remaining one has “State”."
    ]
    assert "redirects “moscow” to “russia” (308)" in shown.content.decode()
    assert Actor.objects.filter(pk=moscow.pk).exists()

    answer = confirm(reviewer, merge_page(moscow, facts.russia), change_kind="duplicate")
    assert answer.headers["Location"] == url(facts.russia, "change")
    assert Position.objects.get().holder == facts.russia
    assert {*facts.alias.citations.values_list("line", flat=True)} == {1, 3}
    made = Revision.objects.first()
    assert (made.kind, made.reason_code) == ("correction", "duplicate")
    assert get("/api/v1/actors/moscow/").status_code == 308
    assert reviewer.get(url(moscow, "history")).status_code == 200
    assert "merged into another “russia”" in reviewer.get(url(made, "change")).content.decode()


def test_repeated_and_outdated_confirmations(facts: Facts, moscow: Actor, reviewer: Client):
    page = merge_page(moscow, facts.russia)
    form = {"opened_at": reviewer.get(page).context["opened_at"], "change_kind": "duplicate", "change_reason": "One."}
    with revision(author="anna", kind=RevisionKind.ADDITION, reason="About the other"):
        Actor.objects.filter(pk=facts.russia.pk).update(description="A state")
    shown = reviewer.post(page, form)
    assert "changed after you opened the page" in shown.content.decode()
    form["opened_at"] = shown.context["opened_at"]
    assert reviewer.post(page, form).status_code == 302
    assert "Nothing was done" in reviewer.post(page, form, follow=True).content.decode()
    assert Revision.objects.count() == 4


def test_impossible_merges(facts: Facts, reviewer: Client):
    with revision(author="loader", kind=RevisionKind.ADDITION, reason="A tree"):
        narrower = Topic.objects.create(process=facts.process, slug="narrower", name="Narrower", broader=facts.topic)
    shown = reviewer.get(merge_page(facts.topic, narrower))
    assert "form a cycle: “Narrower” → “Membership”" in " ".join(shown.context["obstacles"])
    for into in (facts.topic.pk, 10**6, "x", "", "9" * 30):
        shown = reviewer.get(f"{url(facts.topic, 'merge')}?into={into}")
        assert shown.status_code == 200 and "Show the effect" in shown.content.decode()
    assert Revision.objects.count() == 2


def test_target_autocompletes(facts: Facts, reviewer: Client):
    for fact in (
        facts.process,
        facts.russia,
        facts.topic,
        facts.source,
        facts.meeting,
        facts.proposal,
        facts.provision,
        facts.position,
        facts.claim,
        facts.identification,
        facts.discrepancy,
    ):
        widget = reviewer.get(url(fact, "merge")).context["form"].fields["into"].widget
        params = {
            name: widget.attrs.get(name) or widget.build_attrs({})[f"data-{name.replace('_', '-')}"]
            for name in ("app_label", "model_name", "field_name")
        }
        results = reviewer.get(reverse("admin:autocomplete"), {**params, "term": fact.slug})
        assert str(fact.pk) in {one["id"] for one in results.json()["results"]}, fact


def test_merge_needs_the_publish_permission(facts: Facts, moscow: Actor, author: Client):
    assert url(moscow, "merge") not in author.get(url(moscow, "change")).content.decode()
    page = merge_page(moscow, facts.russia)
    assert [author.get(url(moscow, "merge")).status_code, author.get(page).status_code] == [403, 403]
    assert author.post(page, {"opened_at": 2}).status_code == 403
    assert Slug.objects.get(kind="actor", slug="moscow").object_id == moscow.pk
    assert ActorName.objects.count() == 1
