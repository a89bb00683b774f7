"""A notebook's worth of pandas on the real server: two matrices, and what moved between them."""

import sys
from pathlib import Path

import pytest

from .test_generated_clients import run

pytestmark = pytest.mark.slow


def test_two_matrices_tell_who_moved(served_to_read):
    told = run(sys.executable, str(Path(__file__).with_name("stance_matrix.py")), served_to_read).splitlines()
    assert told[0] == "actor,topic,before,after"
    assert "ukraine,nato-membership,supports,conditional" in told
