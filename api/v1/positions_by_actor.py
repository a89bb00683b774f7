"""The headline question: who holds what on a topic, on a day."""

import datetime
import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from rest_framework import serializers

from api.http import paging
from api.http.parameters import Day, Flag, Names, Number, Parameter
from api.http.shape import json_rows
from api.http.views import AS_OF, REVISION, ReadView, json_response, keys, moved, next_page
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
        shown = json_rows(TopicRef, "slug", [slug])
        if not shown:
            return moved(request, Topic, slug)
        narrower = given.get("include_narrower", False)
        topics = Topic.objects.with_narrower(slug) if narrower else Topic.objects.filter(slug=slug)
        positions = stances.positions_up_to(day, topics)

        bound_to = paging.fingerprint(slug, {"day": str(day), "narrower": str(narrower)})
        page = paging.take(stances.holders_of(positions), BY_SLUG, size, given.get("cursor"), bound_to)
        grouped = list(positions.held_by(page.ids).values_list("pk", "holder", "group"))
        texts = json_rows(PositionSerializer, "id", [pk for pk, *_ in grouped], keys(given))
        holders = {pk: Holder(text) for pk, text in json_rows(ActorRef, "id", page.ids).items()}
        for pk, holder, group in grouped:
            holders[holder].groups[group].append(texts[pk])

        head = {"revision": at.number, "in_force_on": str(day), "next": next_page(request, page.next)}
        results = ", ".join(holders[pk].json() for pk in page.ids)
        return json_response(f'{json.dumps(head)[:-1]}, "topic": {shown[slug]}, "results": [{results}]}}')


class Holder:
    """One holder's part of the answer, put together from JSON."""

    def __init__(self, actor: str) -> None:
        self.actor = actor
        self.groups: dict[str, list[str]] = {name: [] for name in Group.values}

    def json(self) -> str:
        groups = ", ".join(f'"{name}": [{", ".join(texts)}]' for name, texts in self.groups.items())
        return f'{{"actor": {self.actor}, {groups}}}'


def _day(given: dict[str, Any]) -> datetime.date:
    return given.get("in_force_on", datetime.datetime.now(datetime.UTC).date())
