"""Actors: anyone who can hold a position, attend a meeting or publish."""

from api.http.cite_as import CiteAs
from api.http.list_and_detail_views import DetailView, ListView
from api.http.request.filters import AnySlugFilter, ChoiceFilter, CountryFilter, FlagFilter, TextFilter
from api.http.request.pagination import orderings
from api.http.sql.json_builder import ReadSerializer
from api.v1 import jsonld_terms
from api.v1.paths import ROOT
from factbase.models import Actor, ActorName, Affiliation
from factbase.models.actor import ActorQuerySet
from factbase.vocabulary import ActorKind

from .citation import CITATIONS, CitationSerializer
from .refs import ActorRef

FILTERS = {
    "kind": ChoiceFilter(ActorKind, "kind", "Actors of these kinds."),
    "name": TextFilter(
        ActorQuerySet.named, "Actors with a name that contains these words, in any spelling, script and case."
    ),
    "country": CountryFilter("country", "Actors of this country, given as an ISO 3166-1 alpha-2 code."),
    "anonymous": FlagFilter("anonymous", "Whether the source withholds the actor's identity."),
    "member_of": AnySlugFilter(Actor, "affiliations__organisation", "Actors with a role in these states or bodies."),
}


class NameSerializer(ReadSerializer):
    """Another name or spelling of an actor."""

    class Meta:
        model = ActorName
        fields = ["name", "kind", "language", "script"]


class CitedNameSerializer(NameSerializer):
    """Another name or spelling of an actor, with its evidence."""

    citations = CitationSerializer(many=True, help_text=CITATIONS)

    class Meta(NameSerializer.Meta):
        fields = [*NameSerializer.Meta.fields, "citations"]


class AffiliationSerializer(ReadSerializer):
    """A role in a state or body over time, with its evidence."""

    member = ActorRef()
    organisation = ActorRef()
    citations = CitationSerializer(many=True, help_text=CITATIONS)

    class Meta:
        model = Affiliation
        fields = ["member", "organisation", "role", "official", "stated", "date_basis", "date_note"]
        fields += ["starts", "ends", "citations"]


class ActorSerializer(ReadSerializer):
    """An actor in a list."""

    cite_as = CiteAs(f"{ROOT}actors/")
    names = NameSerializer(many=True, help_text="Other names and spellings.")

    class Meta:
        model = Actor
        fields = ["slug", "cite_as", "name", "kind", "anonymous", "country", "wikidata", "description", "names"]


class ActorDetailSerializer(ActorSerializer):
    """An actor with its names, roles and evidence."""

    names = CitedNameSerializer(many=True, help_text="Other names and spellings.")
    affiliations = AffiliationSerializer(many=True, help_text="The actor's roles in states and bodies.")
    members = AffiliationSerializer(many=True, help_text="The actors that have a role in this state or body.")
    citations = CitationSerializer(many=True, help_text=CITATIONS)

    class Meta(ActorSerializer.Meta):
        fields = [*ActorSerializer.Meta.fields, "affiliations", "members", "citations"]


class ActorList(ListView):
    """Persons, states, bodies and other actors that hold positions, attend meetings or publish."""

    summary = "List actors"
    queryset = Actor.objects.all()
    serializer_class = ActorSerializer
    node = jsonld_terms.ACTOR
    filters = FILTERS
    orderings = orderings("slug", slug=("slug",))


class ActorDetail(DetailView):
    """One actor, with its names, roles and evidence."""

    summary = "Show an actor"
    example = {"slug": "yury-ushakov"}
    serializer_class = ActorDetailSerializer
    node = jsonld_terms.ACTOR
