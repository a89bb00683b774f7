"""Problems in the seeds: each with its file, line, field and the nearest valid name, all at once."""

import pytest


def problems(workspace) -> list[str]:
    *problems, count = workspace.get_errors(workspace.compile)
    assert count == f"{len(problems)} problem{'' if len(problems) == 1 else 's'} in the seeds."
    return problems


def test_a_misspelt_value(workspace):
    workspace.dossier["positions"][0]["stance"] = "suports"
    [problem] = problems(workspace)
    line = (workspace.seeds / "dossiers/900-lake.yaml").read_text().splitlines().index("  stance: suports") + 1
    assert problem == (
        f'seeds/dossiers/900-lake.yaml:{line}: positions[0].stance: "suports" is not one of supports, conditional, '
        'undecided, opposes, no_stance: did you mean "supports"?'
    )


def position(**fields):
    return lambda workspace: workspace.dossier["positions"][0].update(fields)


def citation(**fields):
    return lambda workspace: workspace.dossier["positions"][0]["citations"][0].update(fields)


def entry(registry, number=0, **fields):
    return lambda workspace: workspace.entries(registry)[number].update(fields)


def source(**fields):
    return lambda workspace: workspace.dossier["source"].update(fields)


def claim(part, **fields):
    return lambda workspace: workspace.dossier["claims"][0][part][0].update(fields)


LONG = " ".join(["word"] * 13)


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (position(holder="norlnd"), 'positions[0].holder: "norlnd" is not a known actor: did you mean "norland"?'),
        (position(holdr="norland"), 'positions[0].holdr: is not a field of this entry: did you mean "holder"?'),
        (position(summary=None), "positions[0].summary: is missing: The position, in our own words."),
        (position(summary=""), "positions[0].summary: is empty"),
        (position(citations=[]), "positions[0].citations: is empty: a fact needs a citation"),
        (position(citations="x"), "positions[0].citations: expected a list, found text"),
        (
            position(citations=["x"]),
            "positions[0].citations[0]: expected a mapping (fields and their values), found text",
        ),
        (position(slug="matrix"), "is reserved for the API's URLs"),
        (position(slug="Not A Slug"), "Use lower-case letters, digits and single hyphens."),
        (position(slug="a" * 101), "positions[0].slug: "),
        (position(stated="2030-02-30"), "positions[0].stated: “2030-02-30” names a day that does not exist."),
        (position(stated="Monday"), "positions[0].stated: “Monday” is not an EDTF date."),
        (position(stated="2030-01-09"), "cannot report what was stated on 2030-01-09 or later"),
        (
            position(stance="conditional", condition_effect="supports_if"),
            "positions[0].condition: is missing: a conditional stance needs condition",
        ),
        (position(condition="if so"), "positions[0].condition: is only for a conditional stance"),
        (position(condition_effect="supports_if"), "condition_effect: is only for a conditional stance"),
        (
            position(topic="tolls"),
            "the topic tolls has no proposition, so only no_stance is possible",
        ),
        (position(attribution="attributed"), "positions[0].attributed_by: is missing"),
        (position(attributed_by="norland"), "attributed_by: is only for an attributed or relayed position"),
        (position(statement="a\0b"), "positions[0].statement: contains a control character (U+0000)"),
        (position(statement="a\nb"), "positions[0].statement: must be one line of text"),
        (citation(quote=LONG), "citations[0].quote: "),
        (citation(quote=None), "positions[0].citations[0].quote: is missing: a direct_quote needs its words"),
        (citation(directness="paraphrase"), "positions[0].citations[0].quote: a paraphrase has no quote"),
        (citation(line="two"), 'positions[0].citations[0].line: "two" is not a whole number, such as 12'),
        (citation(line=0), "positions[0].citations[0].line: "),
        (citation(credibility=7), 'positions[0].citations[0].credibility: "7" is not one of 1, 2, 3, 4, 5, 6'),
        (citation(source="lake-talks-ended"), 'is not a known source: did you mean "lake-talks-end"?'),
        (citation(reading="x"), "positions[0].citations[0].reading: is not a field of this entry"),
        (entry("actors", name="x" * 201), "Ensure this value has at most 200 characters (it has 201)."),
        (entry("actors", country="no"), 'actors[0].country: "no": Use two capital letters.'),
        (entry("actors", anonymous="yes"), 'actors[0].anonymous: "yes" is not true or false'),
        (
            entry("topics", 1, name="The bridge"),
            'topic with process "lake-process", name "The bridge" is entered twice',
        ),
        (entry("topics", broader="tolls"), "broader forms a cycle: bridge → tolls → bridge"),
        (entry("proposals", revises="bridge-plan"), "revises forms a cycle: bridge-plan → bridge-plan"),
        (entry("meetings", follows="lake-talks"), "follows forms a cycle: lake-talks → lake-talks"),
        (
            entry("meetings", starts=None),
            "meetings[0].date_note: is missing: a meeting without starts needs the reason here",
        ),
        (entry("meetings", ends="2030-01-06"), "meetings[0].ends: It ends before it starts."),
        (entry("meetings", starts="2030-01-09"), "cannot report what was held on 2030-01-09 or later"),
        (entry("meetings", duration_minutes=None), "meetings[0].duration_qualifier: needs duration_minutes"),
        (entry("meetings", topics=["bridge", "bridge"]), 'meetings[0].topics: "bridge" appears twice'),
        (entry("meetings", topics=["brigde"]), '"brigde" is not a known topic: did you mean "bridge"?'),
        (source(file_name="../900_lake.txt"), "source.file_name: must be a file name without folders"),
        (source(sha256="abc"), "source.sha256: "),
        (source(reliability="Z"), 'source.reliability: "Z" is not one of A, B, C, D, E, F'),
        (claim("voices", actor="norland"), "claims[0].voices[0].source: a voice needs either actor or source"),
        (claim("figures", high=2), "claims[0].figures[0].high: is below low"),
        (claim("figures", low="3,5"), 'claims[0].figures[0].low: "3,5" is not a number, such as 19 or 19.5'),
        (
            lambda workspace: workspace.dossier.update(postions=[]),
            'postions: is not a part of a dossier: did you mean "positions"?',
        ),
        (lambda workspace: workspace.dossier.update(claims={}), "claims: expected a list, found a mapping"),
        (
            lambda workspace: workspace.dossier["not_cited"][0].update({"as": "fact"}),
            'not_cited[0].as: "fact" is not one of',
        ),
    ],
)
def test_one_error_gives_one_problem(workspace, spoil, expected):
    spoil(workspace)
    found = problems(workspace)
    assert any(expected in problem for problem in found), found
    assert len(found) == 1, found


def test_a_sentence_cited_twice_for_one_fact(workspace):
    citations = workspace.dossier["positions"][0]["citations"]
    citations.append({**citations[0], "quote": "We want"})
    [problem] = problems(workspace)
    assert "this sentence is cited twice for this fact: first in" in problem
    assert "(positions[0].citations[0])" in problem


def test_a_slug_used_twice_is_reported_with_both_locations(workspace):
    workspace.entries("actors").append({**workspace.entries("actors")[1], "name": "Other"})
    [problem] = problems(workspace)
    first, second = (
        number
        for number, line in enumerate((workspace.seeds / "registry/actors.yaml").read_text().splitlines(), 1)
        if "slug: suthland" in line
    )
    assert problem == (
        f'seeds/registry/actors.yaml:{second}: actors[4].slug: "suthland" is already used in '
        f"seeds/registry/actors.yaml:{first} (actors[1].slug)"
    )


def test_slugs_of_an_unreadable_registry_are_not_reported(workspace):
    workspace.compile()
    (workspace.seeds / "registry/processes.yaml").write_text("- slug: [")
    errors = workspace.get_errors(workspace.recompile)
    assert len(errors) == 2
    assert "processes.yaml" in errors[0]


def test_an_identification_needs_one_pair(workspace):
    workspace.files["registry/identifications.yaml"] = [
        {
            "slug": "one",
            "verdict": "same",
            "note": "?",
            "citations": [{"source": "lake-talks-end", "line": 1, "directness": "paraphrase"}],
        }
        | pair
        for pair in ({"meeting": "lake-talks"}, {"meeting": "lake-talks", "other_meeting": "lake-talks"})
    ]
    workspace.files["registry/identifications.yaml"][1]["slug"] = "two"
    one, two = problems(workspace)
    assert "identifications[0].other_proposal: give two meetings" in one
    assert "identifications[1].other_proposal: give two different meetings or proposals" in two


def test_all_problems_are_sorted_by_file_and_line(workspace):
    workspace.dossier["positions"][0] |= {
        "stance": "suports",
        "holder": "norlnd",
        "stated": "x",
        "holdr": 1,
        "attribution": "relayed",
    }
    workspace.entries("actors")[0]["kind"] = "sate"
    workspace.entries("topics")[1]["broader"] = "brigde"
    found = problems(workspace)
    assert len(found) == 7
    places = [(problem.split(":")[0], int(problem.split(":")[1])) for problem in found]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ":1: is empty: write [] if there are no entries yet"),
        (b"# only a comment\n", ":1: is empty: write [] if there are no entries yet"),
        (b"slug: x\n", ":1: a registry is a list, found a mapping"),
        (b"- slug: x\n  name: [\n", "is not YAML: "),
        (b"- slug: x\n  name: \xe9\n", ":2: is not UTF-8 text: save it in UTF-8."),
        (b"- slug: x\n  name: a\n  name: b\n", ":3: processes[0].name appears twice: first on line 2."),
        (b"- &a {slug: x, name: y}\n- *a\n", ":1: uses an alias (*): write the value out instead."),
        (b"- slug: !!python/name:os.system x\n  name: y\n", ":1: uses the tag"),
        (b"- [a]: b\n", "processes[0]"),
        (b"- ? [a]\n  : b\n", "has a key that is not text."),
        (b"- slug: x\n---\n- slug: y\n", "is not YAML: "),
        (b"\x00", "is not YAML: "),
        (b"[" * 5000, "is not YAML: "),
        (b"[" * 3000 + b"]" * 3000, ":1: is nested too deeply."),
        (b"- slug: x\n  name: " + b"[" * 900 + b"]" * 900, ":2: is nested too deeply."),
        (b"- ~\n", "processes[0]: expected a mapping (fields and their values), found nothing"),
        (b"- slug: {}\n  name: x\n", "processes[0].slug: expected text, found a mapping"),
        (b'- slug: x\n  name: "\\ud800"\n', ":2: is not YAML: "),
    ],
)
def test_files_that_are_not_seeds(workspace, content, expected):
    workspace.compile()
    path = workspace.seeds / "registry/processes.yaml"
    path.write_bytes(content)
    errors = workspace.get_errors(workspace.recompile)
    assert any(expected in line for line in errors), errors


def test_files_with_unknown_names_are_problems(workspace):
    workspace.files["registry/actor.yaml"] = []
    workspace.files["dossiers/lake.yaml"] = {}
    first, second = problems(workspace)
    assert first == "seeds/dossiers/lake.yaml:1: is not a dossier name, such as 007-short-name.yaml"
    assert second == 'seeds/registry/actor.yaml:1: is not a registry: did you mean "actors"?'


def test_missing_seeds(workspace):
    assert "There is no folder" in workspace.get_errors(workspace.recompile)[0]
    workspace.seeds.mkdir()
    assert "has no seeds" in workspace.get_errors(workspace.recompile)[0]
