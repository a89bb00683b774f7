"""Django's commands work as usual, or say what to do instead."""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from factbase.history.revision import Revision
from factbase.models import Position
from tests.bench.synthesis.replay import contents
from tests.database.cluster import free_port

ROOT = Path(__file__).parent.parent
FIXTURES = sorted(str(path) for path in (ROOT / "fixtures").glob("*.json"))


def test_loaddata_into_an_empty_fact_base_equals_load_seeds(blank, databases, seeded_template, capsys):
    call_command("loaddata", *FIXTURES)
    assert capsys.readouterr().out.endswith(f"from {len(FIXTURES)} fixture(s), as revision 1\n")
    made = contents(), list(Revision.objects.values("number", "author", "kind", "reason"))
    databases.use(databases.copy(seeded_template))
    assert made == (contents(), list(Revision.objects.values("number", "author", "kind", "reason")))


def test_loaddata_refuses_a_fact_base_that_is_not_empty(seeded):
    with pytest.raises(CommandError, match=r"manage\.py load_seeds"):
        call_command("loaddata", *FIXTURES)
    assert Revision.objects.count() == 1


def test_loaddata_refuses_some_of_the_fixtures(blank, tmp_path):
    with pytest.raises(CommandError, match=r"together, with `python manage\.py load_seeds`"):
        call_command("loaddata", *FIXTURES[:3])
    fact = {"model": "factbase.process", "pk": 1, "fields": {"slug": "talks", "name": "Talks"}}
    (tmp_path / "one.json").write_text(json.dumps([fact]))
    with pytest.raises(CommandError, match=r"manage\.py load_seeds"):
        call_command("loaddata", str(tmp_path / "one.json"))
    assert not Revision.objects.exists()


def test_dumpdata_and_loaddata_copy_users(scratch, tmp_path):
    dump = tmp_path / "users.json"
    User.objects.create_user("olena", password="correct-horse")
    call_command("dumpdata", "auth.user", output=str(dump))
    User.objects.all().delete()
    call_command("loaddata", str(dump), verbosity=0)
    assert User.objects.get().check_password("correct-horse")


def test_dumpdata_writes_the_facts(seeded, tmp_path):
    call_command("dumpdata", output=str(tmp_path / "all.json"))
    rows = json.loads((tmp_path / "all.json").read_bytes())
    assert len([row for row in rows if row["model"] == "factbase.position"]) == Position.objects.count()


def test_flush_is_refused(seeded):
    with pytest.raises(CommandError, match=r"manage\.py migrate factbase zero"):
        call_command("flush", interactive=False)


def test_the_shell_knows_every_model(seeded, capsys):
    call_command("shell", command="print(Position.objects.count(), PositionHistory.objects.count())")
    assert capsys.readouterr().out.splitlines()[-1] == f"{Position.objects.count()} {Position.objects.count()}"


def answers(address: str) -> bool:
    try:
        return urllib.request.urlopen(address, timeout=30).status == 200
    except (urllib.error.URLError, ConnectionError):
        return False


@pytest.mark.slow
def test_runserver_needs_only_migrate():
    with tempfile.TemporaryDirectory() as folder:  # the database server's account can enter it
        Path(folder).chmod(0o755)
        environment = {**os.environ, "FACTBASE_DATA": f"{folder}/data", "DATABASE_URL": ""}
        for command in ("migrate", "load_seeds"):
            subprocess.run([sys.executable, "manage.py", command, "-v0"], env=environment, check=True, timeout=120)
        port = free_port()
        server = subprocess.Popen(
            [sys.executable, "manage.py", "runserver", "--noreload", str(port)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            for _ in range(300):
                if answers(f"http://127.0.0.1:{port}/api/v1/actors/russia/"):
                    break
                assert server.poll() is None
                time.sleep(0.1)
            else:
                raise AssertionError("The API does not answer.")
        finally:
            server.terminate()
            server.wait(30)


def test_manage_py_test_runs_pytest():
    command = [sys.executable, "manage.py", "test", "tests/project/test_secret_key.py"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert " passed" in done.stdout
    command[-1] = "tests/absent.py"
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode != 0
