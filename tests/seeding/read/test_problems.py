"""Errors an editor can act on: file, line, field, what was expected, the nearest valid name. All at once."""

import pytest


def problems(desk) -> list[str]:
    *found, count = desk.refusal(desk.compile)
    assert count == f"{len(found)} problem{'' if len(found) == 1 else 's'} in the seeds."
    return found


def test_a_misspelt_value(desk):
    desk.dossier["positions"][0]["stance"] = "suports"
    [problem] = problems(desk)
    line = (desk.seeds / "dossiers/900-lake.yaml").read_text().splitlines().index("  stance: suports") + 1
    assert problem == (
        f'seeds/dossiers/900-lake.yaml:{line}: positions[0].stance: "suports" is not one of supports, conditional, '
        'undecided, opposes, no_stance: did you mean "supports"?'
    )


def position(**fields):
    return lambda desk: desk.dossier["positions"][0].update(fields)


def citation(**fields):
    return lambda desk: desk.dossier["positions"][0]["citations"][0].update(fields)


def entry(registry, number=0, **fields):
    return lambda desk: desk.entries(registry)[number].update(fields)


def source(**fields):
    return lambda desk: desk.dossier["source"].update(fields)


def claim(part, **fields):
    return lambda desk: desk.dossier["claims"][0][part][0].update(fields)


LONG = " ".join(["word"] * 13)


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (position(holder="norlnd"), 'positions[0].holder: "norlnd" is no known actor: did you mean "norland"?'),
        (position(holdr="norland"), 'positions[0].holdr: is no field of this entry: did you mean "holder"?'),
        (position(summary=None), "positions[0].summary: is missing: The position, in our own words."),
        (position(summary=""), "positions[0].summary: is empty"),
        (position(citations=[]), "positions[0].citations: is empty: a fact with no citation does not exist"),
        (position(citations="x"), "positions[0].citations: expected a list, found text"),
        (
            position(citations=["x"]),
            "positions[0].citations[0]: expected a mapping (fields and their values), found text",
        ),
        (position(slug="matrix"), "is a word of the API's own routes"),
        (position(slug="Not A Slug"), "Use lower-case letters, digits and single hyphens."),
        (position(slug="a" * 101), "positions[0].slug: "),
        (position(stated="2030-02-30"), "positions[0].stated: “2030-02-30” names a day that does not exist."),
        (position(stated="Monday"), "positions[0].stated: “Monday” is not an EDTF date."),
        (position(stated="2030-01-09"), "cannot report what was stated on 2030-01-09 or later"),
        (
            position(stance="conditional", condition_effect="supports_if"),
            "positions[0].condition: is missing: a conditional stance",
        ),
        (position(condition="if so"), "positions[0].condition: only a conditional stance has one"),
        (position(condition_effect="supports_if"), "condition_effect: only a conditional stance has one"),
        (
            position(topic="tolls"),
            "the topic tolls has no proposition to take a side on, so only no_stance is possible",
        ),
        (position(attribution="attributed"), "positions[0].attributed_by: is missing"),
        (position(attributed_by="norland"), "attributed_by: only an attributed or relayed position has one"),
        (position(statement="a\0b"), "positions[0].statement: holds a character that is no text (U+0000)"),
        (position(statement="a\nb"), "positions[0].statement: is one line of text, not several"),
        (citation(quote=LONG), "citations[0].quote: "),
        (citation(quote=None), "positions[0].citations[0].quote: is missing: a direct_quote has its words"),
        (citation(directness="paraphrase"), "positions[0].citations[0].quote: a paraphrase has no quote"),
        (citation(line="two"), 'positions[0].citations[0].line: "two" is not a whole number, such as 12'),
        (citation(line=0), "positions[0].citations[0].line: "),
        (citation(credibility=7), 'positions[0].citations[0].credibility: "7" is not one of 1, 2, 3, 4, 5, 6'),
        (citation(source="lake-talks-ended"), 'is no known source: did you mean "lake-talks-end"?'),
        (citation(reading="x"), "positions[0].citations[0].reading: is no field of this entry"),
        (entry("actors", name="x" * 201), "Ensure this value has at most 200 characters (it has 201)."),
        (entry("actors", country="no"), 'actors[0].country: "no": Use two capital letters.'),
        (entry("actors", anonymous="yes"), 'actors[0].anonymous: "yes" is not true or false'),
        (
            entry("topics", 1, name="The bridge"),
            'topic with process "lake-process", name "The bridge" is entered twice',
        ),
        (entry("topics", broader="tolls"), "broader comes back to itself: bridge → tolls → bridge"),
        (entry("proposals", revises="bridge-plan"), "revises comes back to itself: bridge-plan → bridge-plan"),
        (entry("meetings", follows="lake-talks"), "follows comes back to itself: lake-talks → lake-talks"),
        (entry("meetings", starts=None), "meetings[0].date_note: is missing: a meeting without starts says here why"),
        (entry("meetings", ends="2030-01-06"), "meetings[0].ends: It ends before it starts."),
        (entry("meetings", starts="2030-01-09"), "cannot report what was held on 2030-01-09 or later"),
        (entry("meetings", duration_minutes=None), "meetings[0].duration_qualifier: there is no duration_minutes"),
        (entry("meetings", topics=["bridge", "bridge"]), 'meetings[0].topics: "bridge" stands twice'),
        (entry("meetings", topics=["brigde"]), '"brigde" is no known topic: did you mean "bridge"?'),
        (source(file_name="../900_lake.txt"), "source.file_name: is the name of a file, without folders"),
        (source(sha256="abc"), "source.sha256: "),
        (source(reliability="Z"), 'source.reliability: "Z" is not one of A, B, C, D, E, F'),
        (claim("voices", actor="norland"), "claims[0].voices[0].source: a voice has either actor or source"),
        (claim("figures", high=2), "claims[0].figures[0].high: the upper end of a range is not below its lower end"),
        (claim("figures", low="3,5"), 'claims[0].figures[0].low: "3,5" is not a number, such as 19 or 19.5'),
        (lambda desk: desk.dossier.update(postions=[]), 'postions: is no part of a dossier: did you mean "positions"?'),
        (lambda desk: desk.dossier.update(claims={}), "claims: expected a list, found a mapping"),
        (lambda desk: desk.dossier["not_cited"][0].update({"as": "fact"}), 'not_cited[0].as: "fact" is not one of'),
    ],
)
def test_one_fault_is_one_problem_that_names_it(desk, spoil, expected):
    spoil(desk)
    found = problems(desk)
    assert any(expected in problem for problem in found), found
    assert len(found) == 1, found


def test_the_same_place_cited_twice_for_one_fact(desk):
    citations = desk.dossier["positions"][0]["citations"]
    citations.append({**citations[0], "quote": "We want"})
    [problem] = problems(desk)
    assert "this place is cited for this fact twice" in problem
    assert "(positions[0].citations[0]) already" in problem


def test_a_slug_given_twice_is_told_with_both_places(desk):
    desk.entries("actors").append({**desk.entries("actors")[1], "name": "Other"})
    [problem] = problems(desk)
    first, second = (
        number
        for number, line in enumerate((desk.seeds / "registry/actors.yaml").read_text().splitlines(), 1)
        if "slug: suthland" in line
    )
    assert problem == (
        f'seeds/registry/actors.yaml:{second}: actors[4].slug: "suthland" is the slug of '
        f"seeds/registry/actors.yaml:{first} (actors[1].slug) already"
    )


def test_a_broken_registry_does_not_make_its_slugs_unknown(desk):
    desk.compile()
    (desk.seeds / "registry/processes.yaml").write_text("- slug: [")
    refused = desk.refusal(lambda: desk.run("compile_seeds", f"--seeds={desk.seeds}"))
    assert len(refused) == 2
    assert "processes.yaml" in refused[0]


def test_identifications_are_of_one_pair(desk):
    desk.files["registry/identifications.yaml"] = [
        {
            "slug": "one",
            "verdict": "same",
            "note": "?",
            "citations": [{"source": "lake-talks-end", "line": 1, "directness": "paraphrase"}],
        }
        | pair
        for pair in ({"meeting": "lake-talks"}, {"meeting": "lake-talks", "other_meeting": "lake-talks"})
    ]
    desk.files["registry/identifications.yaml"][1]["slug"] = "two"
    one, two = problems(desk)
    assert "identifications[0].other_proposal: name two meetings" in one
    assert "identifications[1].other_proposal: a thing is always the same as itself" in two


def test_all_problems_at_once_in_the_order_of_files_and_lines(desk):
    desk.dossier["positions"][0] |= {
        "stance": "suports",
        "holder": "norlnd",
        "stated": "x",
        "holdr": 1,
        "attribution": "relayed",
    }
    desk.entries("actors")[0]["kind"] = "sate"
    desk.entries("topics")[1]["broader"] = "brigde"
    found = problems(desk)
    assert len(found) == 7
    places = [(problem.split(":")[0], int(problem.split(":")[1])) for problem in found]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ":1: is empty: write [] when there is nothing yet"),
        (b"# only a comment\n", ":1: is empty: write [] when there is nothing yet"),
        (b"slug: x\n", ":1: a registry is a list, found a mapping"),
        (b"- slug: x\n  name: [\n", "is not YAML: "),
        (b"- slug: x\n  name: \xe9\n", ":2: is not UTF-8 text: save it with the encoding UTF-8."),
        (b"- slug: x\n  name: a\n  name: b\n", ":3: processes[0].name stands twice: first on line 2."),
        (b"- &a {slug: x, name: y}\n- *a\n", ":1: uses an alias (*): write the value out instead."),
        (b"- slug: !!python/name:os.system x\n  name: y\n", ":1: uses the tag"),
        (b"- [a]: b\n", "processes[0]"),
        (b"- ? [a]\n  : b\n", "has a key that is not a word."),
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
def test_files_that_are_no_seeds(desk, content, expected):
    desk.compile()
    path = desk.seeds / "registry/processes.yaml"
    path.write_bytes(content)
    refused = desk.refusal(lambda: desk.run("compile_seeds", f"--seeds={desk.seeds}", f"--fixtures={desk.fixtures}"))
    assert any(expected in line for line in refused), refused


def test_files_with_unknown_names_are_not_passed_over(desk):
    desk.files["registry/actor.yaml"] = []
    desk.files["dossiers/lake.yaml"] = {}
    first, second = problems(desk)
    assert first == "seeds/dossiers/lake.yaml:1: is no name of a dossier: it is like 007-short-name.yaml"
    assert second == 'seeds/registry/actor.yaml:1: is no registry: did you mean "actors"?'


def test_no_seeds_at_all(desk):
    assert "There is no folder" in desk.refusal(lambda: desk.run("compile_seeds", f"--seeds={desk.seeds}"))[0]
    desk.seeds.mkdir()
    assert "holds no seeds" in desk.refusal(lambda: desk.run("compile_seeds", f"--seeds={desk.seeds}"))[0]
