"""A pandas script compares two matrices from the real server."""

import sys
from pathlib import Path

import pytest

from .test_generated_clients import run

pytestmark = pytest.mark.slow


def test_two_matrices_show_the_changed_stances(served_to_read):
    lines = run(sys.executable, str(Path(__file__).with_name("stance_matrix.py")), served_to_read).splitlines()
    assert lines[0] == "actor,topic,before,after"
    assert "ukraine,nato-membership,supports,conditional" in lines
