import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import hypothesis.strategies as st
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings

from factbase import models
from factbase.models.base import key_fields
from factbase.models.citation import CITED
from factbase.models.registry import BY_MODEL, LOAD_ORDER
from factbase.seeding.compile.atomic_replace import list_differences, replace_files, swap
from factbase.seeding.compile.fixtures import FIXTURES, SUFFIX, compile_seeds
from factbase.seeding.corrections.overlay import read_seeds
from factbase.seeding.read.schema.citation import Citation
from factbase.seeding.read.schema.entry import SeedEntry
from tests.seeding.invented_seeds import world, write_world


def fixture(workspace, name: str) -> list[dict]:
    [path] = workspace.fixtures.glob(f"*_{name}.json")
    return json.loads(path.read_text())


def test_fixtures_have_natural_keys_and_derived_days(workspace):
    assert workspace.compile() == "39 rows in 20 fixtures: 20 changed.\n"
    [position] = fixture(workspace, "position")
    assert position["model"] == "factbase.position"
    assert "pk" not in position
    fields = position["fields"]
    assert fields["holder"] == ["norland"]
    assert (fields["stated_earliest"], fields["stated_latest"]) == ("2030-01-07", "2030-01-07")
    [meeting] = fixture(workspace, "meeting")
    assert meeting["fields"]["topics"] == [["bridge"], ["tolls"]]
    assert (meeting["fields"]["earliest"], meeting["fields"]["latest"]) == ("2030-01-07", "2030-01-07")
    [figure] = fixture(workspace, "figure")
    assert (figure["fields"]["number"], figure["fields"]["low"], figure["fields"]["high"]) == (1, "3", None)
    [name] = fixture(workspace, "actorname")
    cited = [row["fields"] for row in fixture(workspace, "citation") if row["fields"]["actor_name"]]
    assert [c["actor_name"] for c in cited] == [[name["fields"]["actor"][0], name["fields"]["name"]]]
    assert [c["source"] for c in cited] == [["lake-talks-end"]]


def test_files_are_numbered_in_load_order(workspace):
    workspace.compile()
    names = sorted(path.name for path in workspace.fixtures.glob("*.json"))
    assert [name.split("_")[1] for name in names] == [f"{model._meta.model_name}.json" for model in FIXTURES]


def test_dates_codes_and_years_stay_as_written(workspace):
    workspace.compile()
    path = workspace.seeds / "registry/actors.yaml"
    path.write_text(path.read_text().replace("'NO'", "NO").replace("'2030-01-07'", "2030"))
    workspace.run("compile_seeds", f"--seeds={workspace.seeds}", f"--fixtures={workspace.fixtures}")
    assert [row["fields"]["country"] for row in fixture(workspace, "actor")] == ["", "", "NO", ""]
    assert fixture(workspace, "affiliation")[0]["fields"]["stated"] == "2030"


def test_a_second_run_changes_nothing_and_check_agrees(workspace):
    workspace.compile()
    times = {path: path.stat().st_mtime_ns for path in workspace.fixtures.iterdir()}
    assert workspace.compile() == "39 rows in 20 fixtures: unchanged.\n"
    assert times == {path: path.stat().st_mtime_ns for path in workspace.fixtures.iterdir()}
    assert workspace.compile("--check") == "The 20 fixtures match the seeds.\n"


def test_check_reports_differences_and_a_remedy(workspace):
    workspace.compile()
    workspace.dossier["positions"][0]["summary"] = "Changed."
    (workspace.fixtures / "01_process.json").unlink()
    (workspace.fixtures / "99_old.json").write_text("[]")
    assert workspace.get_errors(workspace.compile, "--check") == [
        "fixtures/01_process.json is missing",
        "fixtures/12_position.json differs",
        "fixtures/99_old.json is not expected",
        "Run `python manage.py compile_seeds`.",
    ]
    (workspace.fixtures / "README.md").write_text("kept")
    workspace.compile()
    assert not (workspace.fixtures / "99_old.json").exists()
    assert (workspace.fixtures / "README.md").read_text() == "kept"
    workspace.compile("--check")


def test_invalid_seeds_do_not_change_the_fixtures(workspace):
    workspace.compile()
    before = {path.name: path.read_bytes() for path in workspace.fixtures.iterdir()}
    workspace.dossier["positions"][0]["stance"] = "maybe"
    workspace.get_errors(workspace.compile)
    assert before == {path.name: path.read_bytes() for path in workspace.fixtures.iterdir()}


def shuffled(data, chance: random.Random):
    """Return the same seeds with keys and lists in another order, except figures, which are numbered by order."""
    if isinstance(data, dict):
        keys = chance.sample(list(data), len(data))
        return {key: data[key] if key == "figures" else shuffled(data[key], chance) for key in keys}
    if isinstance(data, list):
        return [shuffled(part, chance) for part in chance.sample(data, len(data))]
    return data


def richer_world() -> dict:
    files = world()
    positions = files["dossiers/900-lake.yaml"]["positions"]
    positions += [{**positions[0], "slug": f"norland-{number}", "statement": "s"} for number in range(3)]
    return files


@hypothesis_settings(deadline=None, max_examples=25)
@given(chance=st.randoms(use_true_random=False))
def test_the_order_of_files_entries_and_keys_does_not_matter(tmp_path_factory, chance):
    plain = write_world(tmp_path_factory.mktemp("plain"), richer_world())
    other = write_world(tmp_path_factory.mktemp("other"), shuffled(richer_world(), chance))
    assert compile_seeds(read_seeds(plain)) == compile_seeds(read_seeds(other))


def test_natural_keys_are_those_of_the_models(workspace):
    workspace.compile()
    for row in read_seeds(workspace.seeds).rows:
        assert row.key == instance(row.model, row.fields).natural_key()


def instance(model, fields):
    """Return an unsaved instance with the foreign keys that its natural key needs."""
    made = model(**{name: value for name, value in fields.items() if not isinstance(value, tuple | list)})
    for name, key in fields.items():
        field = model._meta.get_field(name)
        if isinstance(key, tuple):
            inner = dict(zip(key_fields(field.related_model), key, strict=True))
            links = {
                part: (value,) if field.related_model._meta.get_field(part).is_relation and value is not None else value
                for part, value in inner.items()
            }
            target = instance(field.related_model, links)
            target.pk = 1
            setattr(made, name, target)
    return made


def subclasses(base: type) -> set[type]:
    return {base}.union(*map(subclasses, base.__subclasses__()))


def test_the_schema_has_every_field_of_the_models():
    derived = {"id", "stated_earliest", "stated_latest", "earliest", "latest", *CITED}
    entries = [entry for entry in subclasses(SeedEntry) if hasattr(entry, "entity")]
    assert {*LOAD_ORDER} == {entry.entity for entry in entries}
    for entry in entries:
        meta = entry.entity._meta
        fields = {field.name: field for field in [*meta.concrete_fields, *meta.many_to_many]}
        if entry is Citation:
            del fields["reading"]  # only a discrepancy's citation has it
        entity = BY_MODEL[entry.entity]
        implied = {entity.part_of, *entity.private}
        own = {name for name in entry.model_fields if name in fields}
        if entry.entity is models.Citation:
            implied |= set(CITED)
        assert own == set(fields) - (derived - set(entry.model_fields)) - implied, entry
        for name in own:
            required = not (fields[name].blank or fields[name].has_default())
            actual = entry.model_fields[name].is_required()
            assert actual == required or (entry.entity is models.Citation and name == "source"), (entry, name)


@pytest.mark.slow
def test_a_killed_run_leaves_the_old_fixtures_or_the_new(tmp_path):
    seeds = write_world(tmp_path)
    fixtures = tmp_path / "fixtures"
    old = compile_seeds(read_seeds(seeds))
    new = {name: text.replace("Norland", "Nordland") for name, text in old.items()}
    replace_files(fixtures, old, SUFFIX)
    script = tmp_path / "flip.py"
    script.write_text(
        "import json, os, sys\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'factbase.project.settings'\n"
        "import django\n"
        "django.setup()\n"
        "from pathlib import Path\n"
        "from factbase.seeding.compile.atomic_replace import replace_files\n"
        "one, two = json.load(sys.stdin)\n"
        "print('ready', flush=True)\n"
        f"folder = Path({str(fixtures)!r})\n"
        "while True:\n"
        "    replace_files(folder, two, '.json')\n"
        "    replace_files(folder, one, '.json')\n"
    )
    seen = set()
    for attempt in range(6):
        process = subprocess.Popen(
            [sys.executable, script],
            cwd=settings.BASE_DIR,
            env={**os.environ, "PYTHONPATH": str(settings.BASE_DIR)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        process.stdin.write(json.dumps([old, new]))
        process.stdin.close()
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.02 + 0.0137 * attempt)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        found = [name for name, texts in (("old", old), ("new", new)) if not list_differences(fixtures, texts, SUFFIX)]
        assert len(found) == 1
        seen |= set(found)
    assert seen


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the folder is missing for a moment")
def test_the_fixtures_are_never_missing_while_they_change(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        (folder / "file").write_text(folder.name)
    missing, done = [], threading.Event()

    def watch():
        while not done.is_set():
            if not one.exists():
                missing.append(1)

    watcher = threading.Thread(target=watch)
    watcher.start()
    for _ in range(2001):
        swap(other, one)
    done.set()
    watcher.join()
    assert not missing
    assert ((one / "file").read_text(), (other / "file").read_text()) == ("other", "one")


def test_the_committed_fixtures_match_the_seeds(workspace):
    folder = Path(settings.BASE_DIR)
    assert list_differences(folder / "fixtures", compile_seeds(read_seeds(folder / "seeds")), SUFFIX) == []


@pytest.mark.parametrize("database_url", ["postgresql://nobody@127.0.0.1:1/nowhere"])
def test_compiling_needs_no_database(tmp_path, database_url):
    seeds = write_world(tmp_path)
    done = subprocess.run(
        [sys.executable, "manage.py", "compile_seeds", f"--seeds={seeds}", f"--fixtures={tmp_path / 'fixtures'}"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": database_url},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, "39 rows in 20 fixtures: 20 changed.\n"), done.stderr
