"""Pieces of SQL about files."""

from collections.abc import Sequence
from pathlib import Path

#: How rows are written.
PARQUET = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1"

#: How rows of which most texts are there once are written: a dictionary that grows large is given up early, which
#: costs no space and a fifth less time.
PARQUET_ONCE = f"{PARQUET}, DICTIONARY_SIZE_LIMIT 4000, WRITE_BLOOM_FILTER false"


def quoted(path: Path) -> str:
    """Return a path as SQL writes it."""
    return "'" + str(path).replace("'", "''") + "'"


def listed(files: Sequence[Path]) -> str:
    """Return paths as SQL writes them in a list."""
    return ", ".join(map(quoted, files))
