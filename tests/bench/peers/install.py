"""A virtual environment for the peers, separate from the packages of the service and its tests."""

import subprocess
import sys
from pathlib import Path

from tests.bench.servers import ROOT

ENVIRONMENT = ROOT / "var" / "peers"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")


def install_peers() -> Path:
    """Return the folder of the programs; install them first if the requirements have changed."""
    programs, stamp, requirements = ENVIRONMENT / "bin", ENVIRONMENT / "installed", REQUIREMENTS.read_text()
    if not stamp.exists() or stamp.read_text() != requirements:
        print(f"Installing the peers into {ENVIRONMENT.relative_to(ROOT)} ...", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], check=True)
        pip = [programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--requirement", REQUIREMENTS], check=True, stdout=sys.stderr)
        stamp.write_text(requirements)
    return programs
