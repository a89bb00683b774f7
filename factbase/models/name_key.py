"""Names folded to keys under which their spellings meet: Zelensky, Zelenskyy, Zelenskij and Зеленський alike.

The folding is a function of PostgreSQL, so that indexes hold keys and every query can ask for them. It depends on no
dictionary of the server's. Whoever changes it adds a migration that makes it anew and reindexes what is indexed by it.
"""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Func, Value
from django.db.models.expressions import CombinedExpression, Expression
from django.db.models.functions import Concat, NullIf

LETTERS = {
    "абвгґдеёзиіїйјклмнопрстуўфыэ": "abvggdeeziiiiiklmnoprstuufie",
    "łøđðþħı": "loddthi",
    "’‘ʼʹ′": "'''''",
}
"""Letters that become one letter. Whether и is i or y, and whether г is g or h, makes no difference in the end."""

SIGNS = "ьъ"
"""Letters that only say how the one before them sounds. Romanisations leave them out, or write an apostrophe."""

SEVERAL = {
    **{"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia", "є": "ye"},
    **{"ß": "ss", "æ": "ae", "œ": "oe"},
}
"""Letters that become several."""

CONSONANTS = "bdfghklmnprstvz"

SPELLINGS = [
    ("tsch", "ch"),  # German for ch; in French it is tch, and dj is j
    ("tch", "ch"),
    ("sch", "sh"),
    ("dzh", "j"),
    ("dj", "j"),
    ("kh", "h"),
    ("gh", "g"),
    ("ck", "k"),
    ("ph", "f"),
    ("th", "t"),
    ("tz", "ts"),
    *((f"{before}z ", f"{before}ts ") for before in "lnr"),  # Merz is Мерц
    *((f"c{after}", f"s{after}") for after in "eiy"),
    ("ch", "-"),
    ("c", "k"),
    ("-", "ch"),
    ("q", "k"),
    ("x", "ks"),
    ("w", "v"),
    *((f" u{after}", f" v{after}") for after in "aeio"),  # Уиткофф is Witkoff
    ("ou", "u"),
    (" ye", " e"),  # Yeltsin is Ельцин
    ("ine ", "in "),  # Poutine is Putin
    ("y", "i"),
    ("j", "i"),
    *(3 * [("ii", "i")]),
    *((2 * letter, letter) for letter in CONSONANTS),
    *((" kiev", " kiv"), (" selensk", " zelensk"), (" tramp ", " trump ")),  # Kyiv, Selenskyj, Трамп: no rule has them
    *((f"{before}ie", f"{before}e") for before in f"aeou{CONSONANTS}"),  # Nikolayev is Николаев, and Пєсков is Peskov
    *((f"{before}iu", f"{before}u") for before in CONSONANTS),  # Liudmyla is Ludmila
    *((f"{before}g", f"{before}h") for before in "aeioulr"),  # Igor is Ihor; Gary is not Harry
]
"""What languages write for about one sound, and what becomes of it, in this order. A space is an end of a word."""


def _expression() -> str:
    """SQL that folds `name`, each step around those before. (`replace` takes 0.1 µs, a regular expression several.)"""
    single = {letter: to for letters, tos in LETTERS.items() for letter, to in zip(letters, tos, strict=True)}
    capital = {letter.upper(): to for letter, to in single.items() if len(letter.upper()) == 1 and letter != "ı"}
    capital |= {letter.upper(): letter for letter in SEVERAL if letter != "ß"}
    known = {**single, **capital}  # those that are frequent first: it is a list to translate
    signs = SIGNS + SIGNS.upper()  # what translate has no letter for, it leaves out
    text = f"translate(normalize(name, NFKC), {_quoted(''.join(known) + signs)}, {_quoted(''.join(known.values()))})"
    for letter, letters in SEVERAL.items():
        text = _replaced(text, letter, letters)
    plain = rf"regexp_replace(normalize({text}, NFKD), '[\u0300-\u036f]', '', 'g')"
    text = f"lower(CASE WHEN octet_length(name) = length(name) THEN name ELSE {plain} END)"
    for pattern, to in (
        ("''s(?![[:alpha:]])|''", ""),  # of whom it is, and apostrophes
        (r"(?<=\y[[:alpha:]])\.(?=[[:alpha:]]\y)", ""),  # U.S. is US
        ("[^[:alnum:]]+", " "),
    ):
        text = f"regexp_replace({text}, '{pattern}', '{to}', 'g')"
    text = f"' ' || {text} || ' '"
    for spelling, to in SPELLINGS:
        text = _replaced(text, spelling, to)
    return f"trim({text})"


def _replaced(text: str, old: str, new: str) -> str:
    return f"replace({text}, {_quoted(old)}, {_quoted(new)})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# in PL/pgSQL, which keeps its plan: SQL functions are planned at each call, or copied into every statement
CREATE_NAME_KEY = f"""
CREATE OR REPLACE FUNCTION extensions.name_key(name text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $body$
BEGIN
    RETURN {_expression()};
END $body$
"""
DROP_NAME_KEY = "DROP FUNCTION extensions.name_key(text)"


class NameKey(Func):
    """The key of a name."""

    function = "extensions.name_key"
    arity = 1
    output_field = models.TextField()


def having_words(names: models.QuerySet, words: Expression) -> models.QuerySet:
    """The rows whose name has these words one after the other, in whatever spelling; no words are in none.

    A name with the words has a part that is like them: the index finds those of which it can be true.
    """
    wanted = NullIf(NameKey(words), Value(""), output_field=models.TextField())
    pattern = Concat(Value(r"\m"), wanted, Value(r"\M"), output_field=models.TextField())
    alike = CombinedExpression(wanted, "<<%%", NameKey("name"), output_field=models.BooleanField())
    return names.filter(alike, CombinedExpression(NameKey("name"), "~", pattern, output_field=models.BooleanField()))


def name_indexes(table: str) -> list[models.Index]:
    """The indexes of a table with a name: one finds equal keys, one similar keys, or keys that hold a word."""
    return [
        models.Index(NameKey("name"), name=f"{table}_name_key"),
        GinIndex(OpClass(NameKey("name"), name="extensions.gin_trgm_ops"), name=f"{table}_name_trigrams"),
    ]
