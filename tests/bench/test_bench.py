"""`make bench` runs and compares the same facts."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from . import checkouts, comparison
from .servers import ROOT

pytestmark = pytest.mark.slow


QUICK = ("--positions=500", "--seconds=0.2", "--rounds=1", "--connections=1")


def start(databases, *options: object, **environment: object) -> subprocess.Popen[str]:
    """Start `python -m tests.bench` with these options on a small database."""
    variables = {**os.environ, "DATABASE_URL": databases.url(databases.home), **environment}
    command = [sys.executable, "-m", "tests.bench", *QUICK, *map(str, options)]
    return subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(databases, *options: object) -> subprocess.CompletedProcess[str]:
    """Run `python -m tests.bench` with these options on a small database."""
    process = start(databases, *options)
    output, errors = process.communicate(timeout=300)
    return subprocess.CompletedProcess(process.args, process.returncode, output, errors)


def column(report: str, index: int) -> set[str]:
    """Return the values in a column of the table of measurements."""
    table = report[report.index("| 1 connection |") :]
    return {line.split("|")[index].strip() for line in table.splitlines() if line.startswith("| ")} - {"server"}


def test_it_measures_every_case(databases, tmp_path: Path):
    results = tmp_path / "results.md"
    completed = run(databases, f"--output={results}")
    assert completed.returncode == 0, completed.stderr
    assert column(completed.stdout, 2) == {"plain", "cold", "warm", "constant"}
    assert results.read_text() == completed.stdout.removesuffix("\n")


def test_it_measures_selected_cases_with_their_baselines_and_writes_no_file(databases, tmp_path: Path):
    results = tmp_path / "results.md"
    completed = run(databases, f"--output={results}", "--only", "shifts", "list, as of")
    assert completed.returncode == 0, completed.stderr
    assert completed.stdout.splitlines()[2].startswith("Made by `python -m tests.bench --positions=500 --seconds=0.2 ")
    assert " --only shifts 'list, as of'`: " in completed.stdout
    assert column(completed.stdout, 1) == {"1 connection", "shifts", "list", "list, as of"}
    assert not results.exists()
    refused = run(databases, "--only", "shift")
    assert (refused.returncode, "There is no case “shift”. There are: agreement;" in refused.stderr) == (1, True)


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        (["--against=no-such-commit"], "There is no commit “no-such-commit” in "),
        (["--against=--all"], "There is no commit “--all” in "),
        (["--against=HEAD", "--peers"], "not allowed with argument"),
        (["--older-settings", "KEPT_QUESTIONS=0"], "--older-settings needs --against."),
        (["--against=HEAD", "--older-settings", "KEPT_QUESTIONS"], "--older-settings needs NAME=VALUE."),
    ],
)
def test_a_wrong_option_is_refused_before_anything_starts(databases, options, fault, tmp_path: Path):
    completed = run(databases, f"--output={tmp_path / 'results.md'}", *options)
    assert (completed.returncode, completed.stdout, fault in completed.stderr) == (2, "", True), completed.stderr
    assert "Positions:" not in completed.stderr  # the progress of the synthetic data


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="needs a git checkout")
def test_it_measures_in_turns_with_an_older_commit(databases, tmp_path: Path):
    results = tmp_path / "results.md"
    only = ["detail", "list of a topic and an actor, 304", "list of a topic and an actor, from another day each"]
    completed = run(databases, "--against=HEAD", f"--output={results}", "--only", *only)
    assert completed.returncode == 0, completed.stderr
    assert column(completed.stdout, 1) == {*only, "list of a topic and an actor", "1 connection"}
    assert column(completed.stdout, 2) == {"cold", "warm"}
    assert "\nLeft out:" not in completed.stdout
    assert results.read_text() == completed.stdout.removesuffix("\n")
    assert "Both use one database" in completed.stdout or "The older has its own database" in completed.stdout


def test_settings_reach_the_older_service_alone(databases):
    completed = run(databases, "--against=HEAD", "--older-settings", "CACHE_BYTES=many", "--only", "detail")
    assert completed.returncode == 1
    assert "A server did not start" in completed.stderr and "CACHE_BYTES" in completed.stderr


def test_ctrl_c_stops_the_servers_and_removes_databases_and_folders(databases, tmp_path: Path):
    before = bench_databases(databases)
    process = start(databases, "--against=HEAD", "--seconds=0.5", "--rounds=100", "--only", "detail", TMPDIR=tmp_path)
    deadline = time.monotonic() + 60
    while len(working_in(tmp_path)) < 2 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.2)
    assert working_in(tmp_path) and bench_databases(databases) > before
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, "Stopped. No results were written." in errors) == (1, True), errors
    assert not working_in(tmp_path)
    assert {path.suffix for path in tmp_path.iterdir()} <= {".lock"}  # one for each port, which `serve` leaves
    assert bench_databases(databases) == before


def bench_databases(databases) -> set[str]:
    """Return the names of the databases of benchmarks."""
    with psycopg.connect(databases.url(databases.home)) as connection:
        return {
            name for (name,) in connection.execute(r"SELECT datname FROM pg_database WHERE datname LIKE 'bench\_%'")
        }


def working_in(folder: Path) -> list[Path]:
    """Return the processes that work in a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink().is_relative_to(folder):
                found.append(process)
        except OSError:
            pass  # it has ended meanwhile
    return found


def test_a_case_is_worse_if_its_median_ratio_is_below_nine_tenths():
    assert comparison.render_ratio([(90, 100), (50, 100), (200, 100)]) == "0.90 (0.50–2.00) | "
    assert comparison.render_ratio([(89, 100), (50, 100), (200, 100)]) == "0.89 (0.50–2.00) | **worse**"


def test_schemas_are_equal_if_the_migrations_are(tmp_path: Path):
    for name, operations in (("one", "[]"), ("same", "[]"), ("other", "[1]")):
        migrations = tmp_path / name / "factbase" / "migrations"
        migrations.mkdir(parents=True)
        (migrations / "0001_initial.py").write_text(f"operations = {operations}")
    assert checkouts.have_equal_schema(tmp_path / "one", tmp_path / "same")
    assert not checkouts.have_equal_schema(tmp_path / "one", tmp_path / "other")
