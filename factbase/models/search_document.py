"""What is searched of a row: its words, and which actors and topics it names.

A function of the row alone, so that an index holds it and nothing has to be kept up to date: the past has the same
function and the same index. What rows of other tables add (who sat at a meeting) is joined when one searches.
"""

from collections.abc import Sequence

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db.models import F, Func, Model

WORDS = "extensions.words"
"""The text search configuration: English, in which é is e."""

CREATE_SEARCH = f"""
CREATE TEXT SEARCH CONFIGURATION {WORDS} (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION {WORDS}
    ALTER MAPPING FOR hword, hword_part, word WITH extensions.unaccent, pg_catalog.english_stem;
CREATE FUNCTION extensions.search_document(title text, body text, rest text, about text[]) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN setweight(to_tsvector('{WORDS}', title), 'A') || setweight(to_tsvector('{WORDS}', body), 'B')
        || setweight(to_tsvector('{WORDS}', rest), 'C') || array_to_tsvector(array_remove(about, NULL));
END
$$
"""
DROP_SEARCH = f"""
DROP FUNCTION extensions.search_document(text, text, text, text[]);
DROP TEXT SEARCH CONFIGURATION {WORDS}
"""

ACTOR, TOPIC = "@", "#"
"""Before its id, what stands for an actor or a topic among words. No word of a text begins so."""


class SearchDocument(Func):
    """The words of a row by weight (title, body, the rest), and the actors and topics that it names.

    Each is a column, or several. There are no parameters in its SQL, so that PostgreSQL knows the index again in a
    prepared statement.
    """

    output_field = SearchVectorField()

    def __init__(
        self,
        title: Sequence[str] = (),
        body: Sequence[str] = (),
        rest: Sequence[str] = (),
        actors: Sequence[str] = (),
        topics: Sequence[str] = (),
    ) -> None:
        self.texts, self.actors, self.topics = (title, body, rest), actors, topics
        super().__init__(*(F(column) for column in (*title, *body, *rest, *actors, *topics)))

    def as_sql(self, compiler, connection, **_) -> tuple[str, list]:  # type: ignore[override]
        columns = iter([compiler.compile(column)[0] for column in self.source_expressions])
        texts = [" || ' ' || ".join(next(columns) for _ in names) or "''" for names in self.texts]
        about = [f"'{sign}' || {next(columns)}::text" for sign in self._signs()]
        return f"extensions.search_document({', '.join(texts)}, ARRAY[{', '.join(about)}]::text[])", []

    def _signs(self) -> str:
        return ACTOR * len(self.actors) + TOPIC * len(self.topics)


def search_index(table: str, **names: Sequence[str]) -> GinIndex:
    """The index that finds the rows of a table by what `Document` makes of them. It is read more than written."""
    return GinIndex(SearchDocument(**names), name=f"{table}_words", fastupdate=False)


def document_of(model: type[Model]) -> SearchDocument:
    """What is searched of a model's rows."""
    [index] = (index for index in model._meta.indexes if index.name.endswith("_words"))
    return index.expressions[0]
