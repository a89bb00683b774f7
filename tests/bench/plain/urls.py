"""Model view sets with prefetches, as in the tutorial of Django REST framework."""

import datetime

from django.db.models import Prefetch
from django.urls import include, path
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.routers import DefaultRouter

from api.v1.questions.stance_history import MOST
from factbase.models import Citation, Position, Topic
from factbase.stances import by_actor
from factbase.vocabulary import StanceGroup

from . import stance_history
from .serializers import ActorSerializer, PositionSerializer, SpokenSerializer, TopicSerializer

CITATIONS = Citation.objects.select_related("source__publisher", "source__original_publisher")
# without `own_word_on_record`: a plain query for it scans the table, which would favour the service
POSITIONS = Position.objects.select_related(
    "topic", "holder", "speaker", "attributed_by", "meeting", "about_meeting", "proposal"
).prefetch_related(Prefetch("citations", CITATIONS))
SPOKEN_RELATIONS = ("topic", "proposal", "speaker")
FILTERS = {"topic": "topic__slug", "actor": "holder__slug", "date_from": "stated_latest__gte"}


class PositionViewSet(viewsets.ModelViewSet):
    serializer_class = PositionSerializer
    lookup_field = "slug"

    def get_queryset(self):
        params = self.request.query_params
        return POSITIONS.filter(**{lookup: params[name] for name, lookup in FILTERS.items() if name in params})


class TopicViewSet(viewsets.ModelViewSet):
    serializer_class = TopicSerializer
    queryset = Topic.objects.all()
    lookup_field = "slug"

    @action(detail=True, url_path="positions/by-actor")
    def by_actor(self, request, slug):
        day = datetime.date.fromisoformat(request.query_params["in_force_on"])
        topics = Topic.objects.filter(slug=self.get_object().slug)
        self.paginator.page_size = int(request.query_params["page_size"])
        holders = self.paginate_queryset(by_actor.holders_up_to(day, topics).order_by("slug"))
        ids = [holder.pk for holder in holders]
        in_force = Position.objects.on(topics).held_by(ids).in_force_on(day).values("pk")
        groups = dict(by_actor.positions_up_to(day, topics, ids, in_force).values_list("pk", "group"))
        results = {
            pk: {"actor": holder, **{group: [] for group in StanceGroup.values}}
            for pk, holder in zip(ids, ActorSerializer(holders, many=True).data, strict=True)
        }
        for position in POSITIONS.filter(pk__in=groups):
            group = results[position.holder_id][groups[position.pk]]
            if len(group) < MOST or groups[position.pk] == StanceGroup.IN_FORCE:
                group.append(PositionSerializer(position).data)
        self._add_history(results, Position.objects.on(topics).held_by(ids), day)
        return self.get_paginated_response(list(results.values()))

    def _add_history(self, results, positions, day):
        in_force = positions.stated_by(day).once_in_force().select_related(*SPOKEN_RELATIONS)
        spoken = positions.spoken_by(day).select_related(*SPOKEN_RELATIONS)
        steps_by_holder = stance_history.steps(in_force)
        statements_by_holder = stance_history.latest_statements(spoken)
        for pk, result in results.items():
            steps, statements = steps_by_holder.get(pk, []), statements_by_holder.get(pk, [])
            result["moved"] = any(until for _, until in steps)
            result["steps"] = [{**SpokenSerializer(step).data, "until": until} for step, until in steps[:MOST]]
            result["speakers_agree"] = stance_history.speakers_agree(statements)
            result["speakers"] = SpokenSerializer(statements[:MOST], many=True).data


router = DefaultRouter()
router.register("positions", PositionViewSet, "position")
router.register("topics", TopicViewSet, "topic")
urlpatterns = [path("api/v1/", include(router.urls))]
