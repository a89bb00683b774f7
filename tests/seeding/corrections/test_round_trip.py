"""Export a database with editors' changes to the seeds: a new database built from them is equal."""

import random

import hypothesis.strategies as st
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings

from factbase.history.integrity import find_faults
from factbase.history.revision import Revision
from tests.seeding.conftest import Workspace
from tests.seeding.random_edits import EDITS, Editor, exports, large_world, list_redirects


class Bases:
    """A database loaded from the large world, to copy, and blank databases."""

    def __init__(self, databases, blank_template: str, folder) -> None:
        self.databases, self.blank_template = databases, blank_template
        self.workspace = Workspace(folder)
        self.workspace.files = large_world()
        self.workspace.compile()
        self.template = self.blank()
        self.workspace.load()

    def blank(self) -> str:
        return self.use(self.databases.copy(self.blank_template))

    def loaded(self) -> str:
        self.databases.use(self.databases.home)
        return self.use(self.databases.make(self.template))

    def use(self, name: str) -> str:
        self.databases.use(name)
        return name

    def drop(self, *names: str) -> None:
        self.databases.use(self.databases.home)
        for name in names:
            self.databases.drop(name)


@pytest.fixture(scope="module")
def bases(databases, blank_template, tmp_path_factory) -> Bases:
    return Bases(databases, blank_template, tmp_path_factory.mktemp("bases"))


def check_round_trip(bases: Bases, tmp_path_factory, edits: list[str], chance: random.Random) -> None:
    workspace = Workspace(tmp_path_factory.mktemp("workspace"))
    workspace.files = large_world()
    workspace.compile()
    old = bases.loaded()
    editor = Editor(chance)
    for edit in edits:
        editor.edit(edit)
    before, redirects, revisions = exports(), list_redirects(), Revision.objects.count()
    workspace.load()  # a load before the export keeps every correction
    assert (exports(), list_redirects(), Revision.objects.count()) == (before, redirects, revisions)
    workspace.export()
    written = workspace.corrections()
    workspace.export("--check")
    workspace.recompile()
    new = bases.blank()
    workspace.load()
    assert exports() == before
    assert list_redirects() == redirects
    assert list(find_faults()) == []
    workspace.export("--check")
    bases.use(old)
    printed = workspace.load()
    assert [line for line in printed.splitlines() if line.startswith("kept: ")] == []
    assert printed.endswith("Nothing new in the seeds: no revision made.\n")
    assert (exports(), Revision.objects.count()) == (before, revisions)
    workspace.export()
    assert workspace.corrections() == written
    bases.drop(old, new)


@pytest.mark.parametrize("seed", range(2))
def test_mixed_edits_round_trip(bases, tmp_path_factory, seed):
    chance = random.Random(seed)
    check_round_trip(bases, tmp_path_factory, chance.sample(EDITS * 2, 2 * len(EDITS)), chance)


@pytest.mark.slow
@pytest.mark.parametrize("edit", EDITS)
def test_each_kind_of_edit_round_trips(bases, tmp_path_factory, edit):
    check_round_trip(bases, tmp_path_factory, [edit] * 6, random.Random(edit))


@pytest.mark.slow
@hypothesis_settings(deadline=None, max_examples=12)
@given(edits=st.lists(st.sampled_from(EDITS), min_size=4, max_size=25), seed=st.integers(0, 10**6))
def test_any_edits_round_trip(bases, tmp_path_factory, edits, seed):
    check_round_trip(bases, tmp_path_factory, edits, random.Random(seed))
