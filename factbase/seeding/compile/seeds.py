"""All seeds of a folder: dossiers and registries, with the editors' corrections laid over them."""

from pathlib import Path

from factbase.seeding.corrections.overlay import lay_over
from factbase.seeding.corrections.reader import read_corrections
from factbase.seeding.read.dossiers import Seeds, read_dossiers


def read_seeds(folder: Path) -> Seeds:
    """Read and check all seeds of a folder. Raises SeedError when there are none at all.

    Corrections are laid only over dossiers that are sound: their problems show when those of the dossiers are mended.
    """
    return lay_over(read_dossiers(folder), read_corrections(folder))
