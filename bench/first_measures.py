"""The ledger of first measures: the figures of a data set before any code was changed for it.

python bench/first_measures.py check
python bench/first_measures.py add --data-set NAME --what TEXT --commit HASH --plays 10 --hour 4 --day 7 --ever 9 \\
    --false-high 0.1 --medium 0.5 --contained right

``hour``, ``day`` and ``ever`` are the number of ``plays`` with an intrusion in which a high finding had an act of the
intruder in its evidence so soon after the first success. ``false_high`` and ``medium`` are findings without such an
act, a week. ``contained`` is whether a story was called contained while a foothold was alive. ``-`` means not measured.
``chain`` is a hash of the row and of the chain of the row before it. Rows are added, never changed.
"""

import argparse
import csv
import hashlib
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

LEDGER = Path(__file__).with_name("first_measures.csv")
COLUMNS = (
    "measured", "data_set", "what", "commit", "plays", "hour", "day", "ever", "false_high", "medium", "contained",
)  # fmt: skip
HEADER = (*COLUMNS, "chain")


def chain(before: str, cells: Sequence[str]) -> str:
    """Return the chain of a row after a row with the chain ``before``."""
    return hashlib.sha256("\x1f".join((before, *cells)).encode()).hexdigest()[:20]


def rows(path: Path = LEDGER) -> list[list[str]]:
    """Return the rows of the ledger without its header. Raises ValueError for another header."""
    with path.open(newline="", encoding="utf-8") as file:
        header, *found = csv.reader(file)
    if tuple(header) != HEADER:
        raise ValueError(f"{path.name} begins with {header}")
    return found


def broken(found: Iterable[Sequence[str]]) -> int | None:
    """Return the number, from 1, of the first row that was changed, or None."""
    before = ""
    for number, (*cells, link) in enumerate(found, 1):
        if len(cells) != len(COLUMNS) or chain(before, cells) != link:
            return number
        before = link
    return None


def add(cells: Sequence[str], path: Path = LEDGER) -> None:
    """Append a row. Raises ValueError if the ledger was changed."""
    found = rows(path)
    if number := broken(found):
        raise ValueError(f"row {number} of {path.name} was changed")
    link = chain(found[-1][-1] if found else "", cells)
    with path.open("a", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerow([*cells, link])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check")
    adding = commands.add_parser("add")
    for column in COLUMNS[1:]:
        required = column in ("data_set", "what", "commit")
        adding.add_argument(f"--{column.replace('_', '-')}", default=None if required else "-", required=required)
    chosen = vars(parser.parse_args())
    if chosen["command"] == "add":
        today = datetime.now(UTC).date().isoformat()
        add([today, *(str(chosen[column]) for column in COLUMNS[1:])])
    elif number := broken(rows()):
        sys.exit(f"row {number} was changed")


if __name__ == "__main__":
    main()
