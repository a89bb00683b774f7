"""Problems in corrections: each with its file, line, field and the nearest valid name."""

import pytest


def compile_problems(workspace, name: str, text: str) -> list[str]:
    """Return the problems that compile_seeds reports for a correction file."""
    workspace.compile()
    workspace.write_correction(name, text)
    *problems, _ = workspace.get_errors(workspace.recompile)
    return problems


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("actor", "[]", ['seeds/corrections/actor.yaml:1: is not a correction file: did you mean "actors"?']),
        ("actors", "record: norland", ["seeds/corrections/actors.yaml:1: corrections are a list, found a mapping"]),
        ("actors", "- norland", ["seeds/corrections/actors.yaml:1: actors[0]: expected a mapping, found text"]),
        ("actors", "- set: {name: A}", ["seeds/corrections/actors.yaml:1: actors[0].record: is missing"]),
        (
            "actors",
            "- record: norland\n  sett: {name: A}",
            ['seeds/corrections/actors.yaml:2: actors[0].sett: is not a part of a correction: did you mean "set"?'],
        ),
        (
            "actors",
            "- record: norland\n  set:\n    nam: A",
            ['actors.yaml:3: actors[0].set.nam: is not a field that can be set: did you mean "name"?'],
        ),
        (
            "actors",
            "- record: norland\n  set:\n    kind: kingdom",
            ['seeds/corrections/actors.yaml:3: actors[0].set.kind: "kingdom" is not one of person, state, '],
        ),
        (
            "actors",
            "- record: norland\n  set:\n    anonymous: perhaps",
            ['seeds/corrections/actors.yaml:3: actors[0].set.anonymous: "perhaps" is not true or false'],
        ),
        (
            "positions",
            "- record: norland-on-the-bridge\n  set:\n    holder: norlnd",
            [
                'seeds/corrections/positions.yaml:3: positions[0].set.holder: "norlnd" is not a known actor: '
                'did you mean "norland"?'
            ],
        ),
        (
            "positions",
            "- record: norland-on-the-bridge\n  set:\n    stated: Monday",
            ["seeds/corrections/positions.yaml:3: positions[0].set.stated: “Monday” is not an EDTF date."],
        ),
        (
            "positions",
            "- record: norland-on-the-bridge\n  set:\n    stance: conditional",
            ["seeds/corrections/positions.yaml:3: positions[0].set: condition: is missing: a conditional stance"],
        ),
        (
            "positions",
            "- record: norland-on-a-bridge\n  set:\n    stance: opposes",
            [
                "seeds/corrections/positions.yaml:1: positions[0].record: the dossiers no longer have the "
                'position "norland-on-a-bridge": did you mean "norland-on-the-bridge"?'
            ],
        ),
        (
            "actors",
            "- record: norland\n  names:\n  - name: Norlandya\n    set: {kind: official}",
            [
                'seeds/corrections/actors.yaml:3: actors[0].names[0]: actor name "Norlandya" is no longer in the '
                "dossiers: change or remove this correction"
            ],
        ),
        (
            "actors",
            "- record: norland\n  names:\n  - name: Norlandia\n    add: {kind: official}",
            ['corrections/actors.yaml:3: actors[0].names[0]: actor name "Norlandia" is already in seeds/registry/'],
        ),
        (
            "actors",
            "- record: norland\n  names:\n  - name: Nordlandia\n    add: {language: no}",
            ["seeds/corrections/actors.yaml:4: actors[0].names[0].add.kind: is missing: The kind of name."],
        ),
        (
            "actors",
            "- record: norland\n  names:\n  - name: Nordlandia\n    add: {kind: alias}",
            ["seeds/corrections/actors.yaml:3: actors[0].names[0]: has no citation left: a fact needs a citation"],
        ),
        (
            "actors",
            "- record: norland\n  names:\n  - name: Norlandia",
            ["seeds/corrections/actors.yaml:3: actors[0].names[0]: changes nothing: it needs set, add or remove"],
        ),
        (
            "actors",
            "- record: norland\n  citations:\n  - {source: lake-talks-end, line: 2, sentence: 1, remove: true}",
            ["seeds/registry/actors.yaml:1: actors[0]: has no citation left: a fact needs a citation"],
        ),
        (
            "actors",
            "- record: norland\n  merged_into: suthland\n  set: {name: A}",
            ["seeds/corrections/actors.yaml:2: actors[0].merged_into: merged_into drops the record"],
        ),
        (
            "actors",
            "- record: norland\n  merged_into: sothland",
            ["seeds/corrections/actors.yaml:1: actors[0].record: redirects to", "", "", ""],
        ),
        (
            "actors",
            "- record: norland\n  withdrawn: There is none.",
            ['holder: "norland" is not a known actor', 'side: "norland" is not a known actor'],
        ),
        (
            "actors",
            "- record: suthland\n  renamed_from: norland",
            ['seeds/corrections/actors.yaml:1: actors[0].record: "suthland" is already used in the dossiers'],
        ),
        (
            "actors",
            "- record: Nord Land\n  renamed_from: norland",
            ['seeds/corrections/actors.yaml:1: actors[0].record: "Nord Land": '],
        ),
        (
            "actors",
            "- record: norland\n  former_slugs: [suthland]",
            ['seeds/corrections/actors.yaml:2: actors[0].former_slugs: "suthland" is already used'],
        ),
        (
            "actors",
            "- record: norland\n  set: {name: A}\n- record: norland\n  set: {name: B}",
            ['seeds/corrections/actors.yaml:3: actors[1].record: "norland" appears twice: first in seeds/corrections/'],
        ),
        (
            "actors",
            "- record: norland\n  set: {name: A}\n  revisions:\n  - {revision: two, author: ada}",
            ["actors[0].revisions[0].revision: ", "time: is missing", "kind: is missing", "note: is missing"],
        ),
    ],
)
def test_each_problem_has_its_location(workspace, name, text, expected):
    problems = compile_problems(workspace, name, text)
    missing = [text for text in expected if not any(text in problem for problem in problems)]
    assert missing == [], problems
