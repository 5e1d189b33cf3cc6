"""Reads lists from elsewhere: a CSV with one row for each record. A bad row is reported and affects no other row."""

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass

from keyroll.errors import UsageError
from keyroll.inventory.estimate.lists import ListRecord

COLUMNS = (
    "id", "provider", "source", "kind", "age_days", "surveyed", "has_logs", "issuer", "logs", "copies", "register",
    "real", "audit",
)  # fmt: skip
_FLAGS = COLUMNS[5:11]
_REAL = {"yes": True, "no": False, "": None}


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that was left out: its line (from 1) and the reason."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Brought:
    """The readable records, and the faults of the others."""

    records: tuple[ListRecord, ...]
    faults: tuple[RowFault, ...]


def read(content: bytes) -> Brought:
    """Read the lists, one row for each line. Raises UsageError if the first line does not name the columns."""
    lines = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape").split("\n")
    header = _header(lines[0])
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise UsageError(
            f"these columns are missing: {', '.join(missing)}", hint=f"the first line must be: {','.join(COLUMNS)}"
        )
    records: dict[str, ListRecord] = {}
    first: dict[str, int] = {}
    faults: list[RowFault] = []
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        try:
            record = _record(line, header, first)
        except (ValueError, csv.Error) as error:
            faults.append(RowFault(number, str(error)))
            continue
        records[record.id], first[record.id] = record, number
    return Brought(tuple(records.values()), tuple(faults))


def _header(line: str) -> list[str]:
    try:
        return next(_cells(line), [])
    except csv.Error:
        return []


def _cells(line: str) -> Iterator[list[str]]:
    """Yield the cells of a line; an open quote ends with it. Raises csv.Error."""
    for row in csv.reader([line.rstrip("\r")], strict=True):
        yield [cell.strip() for cell in row]


def _record(line: str, header: list[str], first: dict[str, int]) -> ListRecord:
    """Read one row. Raises ValueError, csv.Error with the reason."""
    try:
        line.encode()
    except UnicodeEncodeError:
        raise ValueError("not UTF-8") from None
    cells = next(_cells(line))
    if len(cells) != len(header):
        raise ValueError(f"{len(cells)} cells, {len(header)} are named")
    row = dict(zip(header, cells, strict=True))
    for name in ("id", "provider", "kind"):
        if not row[name]:
            raise ValueError(f"{name} is empty")
    if row["id"] in first:
        raise ValueError(f"id {row['id']} stands in line {first[row['id']]} already")
    surveyed, has_logs, issuer, logs, copies, register = (_flag(name, row[name]) for name in _FLAGS)
    if row["real"] not in _REAL:
        raise ValueError(f"real is {row['real']!r}, not yes, no or empty")
    if not (issuer or logs or copies or register or row["audit"]):
        raise ValueError("it is on no list and in no audited place")
    return ListRecord(
        row["id"], row["provider"], row["source"], row["kind"], _age(row["age_days"]), surveyed, has_logs,
        issuer, logs, copies, register, _REAL[row["real"]], row["audit"],
    )  # fmt: skip


def _flag(name: str, text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError(f"{name} is {text!r}, not 0 or 1")
    return text == "1"


def _age(text: str) -> float | None:
    if not text:
        return None
    try:
        age = float(text)
    except ValueError:
        age = math.nan
    if not 0 <= age < math.inf:
        raise ValueError(f"age_days is {text!r}, not a number of days")
    return age
