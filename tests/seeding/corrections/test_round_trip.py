"""From a base that editors changed to the seeds and back: a new base built from them is the same."""

import random

import hypothesis.strategies as st
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings

from factbase.history.integrity import find_faults
from factbase.history.revision import Revision
from tests.seeding.conftest import Desk
from tests.seeding.random_edits import EDITS, Editor, exports, register, wide_world


class Bases:
    """A base loaded from the wide world, to copy, and blank ones."""

    def __init__(self, databases, blank_template: str, folder) -> None:
        self.databases, self.blank_template = databases, blank_template
        self.desk = Desk(folder)
        self.desk.files = wide_world()
        self.desk.compile()
        self.template = self.blank()
        self.desk.load()

    def blank(self) -> str:
        return self.use(self.databases.make(self.blank_template))

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


def comes_back(bases: Bases, tmp_path_factory, edits: list[str], chance: random.Random) -> None:
    desk = Desk(tmp_path_factory.mktemp("desk"))
    desk.files = wide_world()
    desk.compile()
    old = bases.loaded()
    editor = Editor(chance)
    for edit in edits:
        editor.edit(edit)
    before, led, revisions = exports(), register(), Revision.objects.count()
    desk.load()  # some corrections meet the seeds before they are written back
    assert (exports(), register(), Revision.objects.count()) == (before, led, revisions)
    desk.export()
    written = desk.corrections()
    desk.export("--check")
    desk.recompile()
    new = bases.blank()
    desk.load()
    assert exports() == before
    assert register() == led
    assert list(find_faults()) == []
    desk.export("--check")
    bases.use(old)
    printed = desk.load()
    assert [line for line in printed.splitlines() if line.startswith("kept: ")] == []
    assert printed.endswith("Nothing new in the seeds: no revision made.\n")
    assert (exports(), Revision.objects.count()) == (before, revisions)
    desk.export()
    assert desk.corrections() == written
    bases.drop(old, new)


@pytest.mark.parametrize("seed", range(2))
def test_edits_of_all_sorts_come_back(bases, tmp_path_factory, seed):
    chance = random.Random(seed)
    comes_back(bases, tmp_path_factory, chance.sample(EDITS * 2, 2 * len(EDITS)), chance)


@pytest.mark.slow
@pytest.mark.parametrize("edit", EDITS)
def test_each_sort_of_edit_comes_back(bases, tmp_path_factory, edit):
    comes_back(bases, tmp_path_factory, [edit] * 6, random.Random(edit))


@pytest.mark.slow
@hypothesis_settings(deadline=None, max_examples=12)
@given(edits=st.lists(st.sampled_from(EDITS), min_size=4, max_size=25), seed=st.integers(0, 10**6))
def test_any_edits_come_back(bases, tmp_path_factory, edits, seed):
    comes_back(bases, tmp_path_factory, edits, random.Random(seed))
