"""Pieces of SQL about files."""

from collections.abc import Sequence
from pathlib import Path

#: The format of written rows.
PARQUET = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1"

#: The format of rows whose texts are mostly unique: a dictionary that grows large is given up early, which saves a
#: fifth of the time and costs no space.
PARQUET_ONCE = f"{PARQUET}, DICTIONARY_SIZE_LIMIT 4000, WRITE_BLOOM_FILTER false"


def quoted(path: Path) -> str:
    """Return a path as SQL writes it."""
    return "'" + str(path).replace("'", "''") + "'"


def listed(files: Sequence[Path]) -> str:
    """Return paths as SQL writes them in a list."""
    return ", ".join(map(quoted, files))
