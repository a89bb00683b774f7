"""All seeds of a folder: dossiers and registries, with the editors' corrections laid over them."""

from pathlib import Path

from .corrections.overlay import lay_over
from .corrections.reading import read_corrections
from .dossiers import Seeds, read_dossiers


def read_seeds(folder: Path) -> Seeds:
    """Read and check all seeds of a folder. Raises SeedError when there are none at all.

    Corrections are laid only over dossiers that are sound: their problems show when those of the dossiers are mended.
    """
    return lay_over(read_dossiers(folder), read_corrections(folder))
