"""Search documents: the words of a row, and the actors and topics that it names, as a tsvector.

A search document depends on its row alone. It is therefore an indexed expression, which needs no updates and works for
history tables too. A search joins what rows of other tables add, such as the participants of a meeting.
"""

from collections.abc import Sequence

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db.models import F, Func, Model

WORDS = "extensions.words"
"""The text search configuration: English without accents."""

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
"""Prefixes of the lexemes for an actor and a topic, before its id. No lexeme of a text starts with them."""


class SearchDocument(Func):
    """The words of a row by weight (title, body, rest), and the actors and topics that it names.

    Each argument is a list of columns. The SQL has no parameters, because PostgreSQL must recognise the indexed
    expression in a prepared statement.
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
    """Return an index of the search documents of a table. It has no pending list, as it is read more than written."""
    return GinIndex(SearchDocument(**names), name=f"{table}_words", fastupdate=False)


def has_search_document(model: type[Model]) -> bool:
    """Return True if a model has a search index."""
    return any(index.name.endswith("_words") for index in model._meta.indexes)


def search_document_of(model: type[Model]) -> SearchDocument:
    """Return the search document that a model's index contains."""
    [index] = (index for index in model._meta.indexes if index.name.endswith("_words"))
    return index.expressions[0]
