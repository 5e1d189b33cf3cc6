"""The ledger of first measures: rows are added, and none is ever changed."""

import csv
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

BENCH = Path(__file__).parents[2] / "bench"
#: How many rows there were, and the chain of the last of them. Rows may follow; these stay as they are.
KNOWN, LINK = 277, "f48d7c67c4ece8737e2c"


@pytest.fixture(scope="module")
def ledger() -> ModuleType:
    spec = importlib.util.spec_from_file_location("first_measures", BENCH / "first_measures.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_row_was_changed(ledger: ModuleType) -> None:
    rows = ledger.rows()
    assert ledger.broken(rows) is None
    assert rows[KNOWN - 1][-1] == LINK


def test_a_changed_or_removed_row_is_noticed(ledger: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    with path.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow(ledger.HEADER)
    for number in range(3):
        ledger.add([f"row {number}", *["-"] * (len(ledger.COLUMNS) - 1)], path)
    rows = ledger.rows(path)
    assert ledger.broken(rows) is None
    assert ledger.broken([rows[0], [*rows[1][:5], "9", *rows[1][6:]], rows[2]]) == 2
    assert ledger.broken([rows[0], rows[2]]) == 2
    path.write_text(path.read_text().replace("row 1", "row 9"))
    with pytest.raises(ValueError, match="row 2"):
        ledger.add(["row 3", *["-"] * (len(ledger.COLUMNS) - 1)], path)
