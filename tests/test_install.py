"""`make` installs packages once for concurrent runs, and completely after a killed install."""

import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a project with the same Makefile and one small package."""
    for name in ("Makefile", ".ci/install.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    with zipfile.ZipFile(tmp_path / "needed-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("needed.py", "")
        wheel.writestr("needed-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: needed\nVersion: 1\n")
        wheel.writestr("needed-1.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("needed-1.dist-info/RECORD", "")
    (tmp_path / "requirements.txt").write_text("./needed-1-py3-none-any.whl\n")
    (tmp_path / "manage.py").write_text("import needed, pip, sys\nprint(sys.prefix, sys.argv[1:])\n")
    return tmp_path


def make_run(clone: Path, port: int) -> subprocess.Popen:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.Popen(
        ["make", "run", f"PORT={port}", f"PYTHON={sys.executable}"],
        cwd=clone,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def output(process: subprocess.Popen, clone: Path) -> str:
    said = process.communicate()[0]
    assert process.returncode == 0, said
    assert f"{clone}/.venv ['serve'" in said
    return said


def test_concurrent_runs_install_once(clone):
    said = [output(process, clone) for process in [make_run(clone, port) for port in (8001, 8002)]]
    assert sorted("Installing" in each for each in said) == [False, True]
    assert "Installing" not in output(make_run(clone, 8003), clone)


def test_a_killed_first_install_is_repeated_from_scratch(clone):
    first = make_run(clone, 8001)
    while not (clone / ".venv/bin/python").exists():
        time.sleep(0.01)
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    (clone / ".venv/left").mkdir()
    assert "Installing" in output(make_run(clone, 8001), clone)
    assert not (clone / ".venv/left").exists()


def test_a_killed_later_install_is_completed_in_place(clone):
    output(make_run(clone, 8001), clone)
    (clone / ".venv/left").mkdir()  # like the files of a running server
    (clone / ".venv.lock").write_text("unfinished\n")
    [module] = clone.glob(".venv/lib/*/site-packages/needed.py")
    module.unlink()
    os.utime(clone / "requirements.txt")
    assert "Installing" in output(make_run(clone, 8001), clone)
    assert (clone / ".venv/left").exists()
    assert (clone / ".venv.lock").read_text() == ""
