"""The headline question: who holds what on a topic, on a day."""

import datetime
import json
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from rest_framework import serializers

from api.http import paging
from api.http.parameters import Day, Flag, Names, Number, Parameter
from api.http.shape import json_text
from api.http.views import AS_OF, REVISION, ReadView, json_response, moved, next_page
from factbase.analysis import stances
from factbase.analysis.stances import Group
from factbase.history.snapshot import At
from factbase.models import Topic

from .positions import PositionSerializer
from .refs import ActorRef, TopicRef

BY_SLUG = paging.orderings("slug", slug=("slug",))["slug"]


class HolderSerializer(serializers.Serializer):
    """One holder with its stance on the day, its other statements up to then, and what others say of it."""

    actor = ActorRef(help_text="The holder.")
    in_force = PositionSerializer(
        many=True,
        help_text="Its stances in force on the day: its latest own word, on the topic and on each proposal by itself. "
        "More than one where its speakers differ on one day.",
    )
    statements = PositionSerializer(
        many=True, help_text="Its other own statements up to the day, newest first, those without a stance too."
    )
    attributed = PositionSerializer(
        many=True, help_text="What others relay or assert of it, or narrate, up to the day. Never its own word."
    )


class PositionsByActorSerializer(serializers.Serializer):
    """Who holds what on a topic, on a day."""

    revision = serializers.IntegerField(help_text=REVISION)
    in_force_on = serializers.DateField(help_text="The day.")
    next = serializers.URLField(allow_null=True, help_text="The next page of holders; null on the last.")
    topic = TopicRef(help_text="The topic, with the proposition that stances are measured against.")
    results = HolderSerializer(many=True, help_text="The holders, by slug.")


class PositionsByActor(ReadView):
    """Who holds what on a topic, on a day: for each holder the stance in force and the position it rests on, its other
    statements up to that day, and, apart from them, what others attribute to it."""

    summary = "Positions on a topic by actor"
    example = {"slug": "nato-membership", "in_force_on": "2025-12-03"}
    serializer_class = PositionsByActorSerializer
    parameters = {
        "in_force_on": Day("The day; today (UTC) when left out."),
        "include_narrower": Flag("Whether to include the topics below this one."),
        "fields": Names(list(PositionSerializer().fields), "Keep only these keys of each position."),
        "page_size": Number(1, 200, 100, "How many holders a page has at the most."),
        "cursor": Parameter("Where the page starts: take it from the “next” link of the page before."),
        "as_of": AS_OF,
    }

    def etag(self, at: At, given: dict[str, Any]) -> str:
        return f'{super().etag(at, given)[:-1]}-{_day(given)}"'  # without in_force_on, tomorrow's answer is another

    def answer(self, request: HttpRequest, at: At, given: dict[str, Any], **path: str) -> HttpResponse:
        slug, day, size = path["slug"], _day(given), given.get("page_size", 100)
        topic = Topic.objects.filter(slug=slug).values_list("pk", json_text(TopicRef)).first()
        if topic is None:
            return moved(request, Topic, slug)
        narrower = given.get("include_narrower", False)
        topics = Topic.objects.narrower_than(topic[0]) if narrower else Topic.objects.filter(pk=topic[0])
        positions = stances.positions_up_to(day, topics)

        bound_to = paging.fingerprint(slug, {"day": str(day), "narrower": str(narrower)})
        holders = stances.holders_of(positions)
        page = paging.take(holders, BY_SLUG, size, given.get("cursor"), bound_to, "pk", json_text(ActorRef))
        head = {"revision": at.number, "in_force_on": str(day), "next": next_page(request, page.next)}
        row = json_text(PositionSerializer, tuple(given["fields"]) if "fields" in given else None)
        theirs = positions.filter(holder__in=[pk for pk, _ in page.rows]).for_listing()
        results = _results(page.rows, theirs.values_list("holder", "group", row))
        return json_response(f'{json.dumps(head)[:-1]}, "topic": {topic[1]}, "results": [{results}]}}')


def _day(given: dict[str, Any]) -> datetime.date:
    return given.get("in_force_on", datetime.datetime.now(datetime.UTC).date())


def _results(holders: list[tuple[int, str]], positions: Iterable[tuple[int, str, str]]) -> str:
    """The holders' JSON, with their positions (holder, group, JSON) in their groups."""
    groups: dict[int, dict[str, list[str]]] = {pk: {name: [] for name in Group.values} for pk, _ in holders}
    for holder, group, text in positions:
        groups[holder][group].append(text)
    return ", ".join(
        f'{{"actor": {actor}, ' + ", ".join(f'"{name}": [{", ".join(groups[pk][name])}]' for name in Group.values) + "}"
        for pk, actor in holders
    )
