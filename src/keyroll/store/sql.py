"""Pieces of SQL about files."""

from collections.abc import Sequence
from pathlib import Path

#: How rows are written.
PARQUET = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1"


def quoted(path: Path) -> str:
    """Return a path as SQL writes it."""
    return "'" + str(path).replace("'", "''") + "'"


def listed(files: Sequence[Path]) -> str:
    """Return paths as SQL writes them in a list."""
    return ", ".join(map(quoted, files))
