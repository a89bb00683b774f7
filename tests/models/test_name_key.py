"""Name keys: equal for spellings of one name, different for different names."""

import unicodedata
from itertools import combinations

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from factbase.models import Actor, ActorName

SPELLINGS = [
    "Zelenskyy Zelensky Zelenskyi Zelenskiy Zelenskij Zelenskii Zelenski Zelens'kyi ZELENSKYY",
    "Zelenskyy Selenskyj Зеленский Зеленський",
    "Trump Трамп",
    "Yury Yuri Yuriy Iurii Iouri Jurij Juri Юрий Юрій",
    "Ushakov Uschakow Ушаков",
    "Witkoff Уиткофф Віткофф Віткоф",
    "Sybiha Sibiga Сибіга Сибига",
    "Putin Poutine Путин Путін",
    "Peskov Peskow Песков Пєсков",
    "Zakharova Zaharova Захарова",
    "Dmitriev Dmitriyev Dmitrijew Дмитриев Дмитрієв",
    "Shoigu Schoigu Shoygu Шойгу",
    "Yeltsin Eltsin Ельцин",
    "Gorbachev Gorbatchev Горбачёв Горбачев",
    "Nikolayev Nikolaev Николаев",
    "Merz Мерц",
    "Scholz Шольц",
    "Kushner Кушнер",
    "Rutte Рютте",
    "Kyiv Kiev Kyjiw Kiew Київ Киев",
    "Igor Ihor Игорь Ігор",
    "Liudmyla Lyudmila Ludmila Людмила",
    "Orbán Orban ORBÁN Орбан",
    "Erdoğan Erdogan Эрдоган",
    "U.S. US u.s.",
    "O’Brien O'Brien OBrien",
]
DIFFERENT = [
    "Gary Harry",
    "Sara Zara",
    "Sergei Serhii",
    "Lena Lina",
    "Rutte Root",
    "Morgan Norman",
    "Ukraine Ukrainian",
]
LATIN = "abcdefghijklmnopqrstuvwxyzéèüöäßçñčšžøłåæœ"


def keys(*names: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extensions.name_key(name) FROM unnest(%s::text[]) WITH ORDINALITY AS n (name, place)", [list(names)]
        )
        return [key for (key,) in cursor.fetchall()]


def without_diacritics(name: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", name) if not unicodedata.combining(letter))


@pytest.mark.parametrize("spellings", SPELLINGS)
def test_spellings_of_one_name_have_the_same_key(seeded, spellings):
    assert len(set(keys(*spellings.split()))) == 1


@pytest.mark.parametrize("names", DIFFERENT)
def test_different_names_have_different_keys(seeded, names):
    one, other = keys(*names.split())
    assert one != other


def test_a_key_has_only_letters_digits_and_single_spaces(seeded):
    assert keys("  Agence  France-Presse (AFP) ", "V. Putin", "Putin’s aide", "🕊", "", "زيلينسكي", "28-point") == [
        "ahense franse prese afp",
        "v putin",
        "putin aide",
        "",
        "",
        "زيلينسكي",
        "28 point",
    ]


def test_case_diacritics_and_composition_make_no_difference(seeded):
    @settings(deadline=None)
    @given(st.text(LATIN + "абвгґдеєёжзиіїйклмнопрстуўфхцчшщъыьэюя' -.", max_size=30))
    def check(name: str) -> None:
        variants = (name.upper(), name.title(), without_diacritics(name), unicodedata.normalize("NFD", name))
        key, *variant_keys = keys(name, *variants)
        assert variant_keys == [key] * len(variant_keys)

    check()


def test_no_two_actors_of_the_seeds_share_a_key(seeded):
    names = [*Actor.objects.values_list("slug", "name"), *ActorName.objects.values_list("actor__slug", "name")]
    slugs_and_keys = zip([slug for slug, _ in names], keys(*(name for _, name in names)), strict=True)
    pairs = combinations(slugs_and_keys, 2)
    assert [(one, other) for one, other in pairs if one[1] == other[1] and one[0] != other[0]] == []


def test_history_tables_have_the_same_key_indexes(seeded):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, array_agg(split_part(indexdef, ' USING ', 2) ORDER BY 1) FROM pg_indexes"
            " WHERE indexdef LIKE '%name\\_key(%' GROUP BY 1"
        )
        indexes = dict(cursor.fetchall())
    for table in ("factbase_actor", "factbase_actorname"):
        assert [index.split()[0] for index in indexes[table]] == ["btree", "gin"]
        assert indexes[f"{table}_history"] == indexes[table]
