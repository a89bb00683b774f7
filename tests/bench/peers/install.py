"""An environment for the peers, so that neither the service nor its tests get packages for their sake."""

import subprocess
import sys
from pathlib import Path

from tests.bench.servers import ROOT

ENVIRONMENT = ROOT / ".venv" / "peers"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")


def installed() -> Path:
    """The folder of the programs; what is there is kept while the requirements are the same."""
    programs, stamp, wanted = ENVIRONMENT / "bin", ENVIRONMENT / "installed", REQUIREMENTS.read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        print(f"Installing the peers into {ENVIRONMENT.relative_to(ROOT)} ...", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], check=True)
        pip = [programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--requirement", REQUIREMENTS], check=True, stdout=sys.stderr)
        stamp.write_text(wanted)
    return programs
