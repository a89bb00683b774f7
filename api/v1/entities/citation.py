"""Citations, nested in the facts that they support."""

from api.http.sql.json_builder import ReadSerializer
from factbase.models import Citation

from .refs import SourceRef


class CitationSerializer(ReadSerializer):
    """A place in a source that supports a fact."""

    source = SourceRef()

    class Meta:
        model = Citation
        fields = ["source", "line", "sentence", "quote", "directness", "credibility", "part"]


CITATIONS = "The places in sources that support this fact, oldest source first."
