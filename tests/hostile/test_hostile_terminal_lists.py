"""Every list, found by discovery, as table, CSV, JSON and in the forms for other programs, of a hostile home."""

import csv
import io
import json
from pathlib import Path

import pytest
from hostile_home import SEQUENCES, shared
from hostile_runs import clean, run

from keyroll.report.format import formats
from keyroll.report.formats.csv import read
from keyroll.report.listing import listings

pytestmark = pytest.mark.hostile


@pytest.fixture
def home() -> Path:
    return shared()


@pytest.mark.parametrize("form", ["table", *formats()])
@pytest.mark.parametrize("kind", listings())
def test_a_list(kind: str, form: str, home: Path) -> None:
    done = clean(run("list", kind, "--format", form, home=home))
    if form == "csv" and done.code == 0:
        rows = list(csv.reader(io.StringIO(done.out, newline=""), strict=True))
        assert len(rows) == done.out.count("\r\n")
    if form == "json" and done.code == 0:
        assert all(isinstance(json.loads(line), dict) for line in done.out.splitlines())
    if form == "cyclonedx" and done.code == 0:
        assert isinstance(json.loads(done.out), dict)


@pytest.mark.parametrize("kind", listings())
def test_counts_and_columns_of_a_list(kind: str, home: Path) -> None:
    types = clean(run("list", kind, "--columns", home=home))
    columns = [line.split()[0] for line in types.out.splitlines()[1:]]
    wanted = [one for name in columns for one in ("--facet", name)]
    if columns:
        clean(run("list", kind, *wanted, "--limit", "30", home=home))


def test_json_and_csv_keep_the_very_text(home: Path) -> None:
    wanted = {f"svc{text}" for text in SEQUENCES.values()}
    out = run("list", "principals", "--json", home=home).out + run("list", "credentials", "--json", home=home).out
    values = json.dumps([json.loads(line) for line in out.splitlines()])
    assert sum(json.dumps(one)[1:-1] in values for one in wanted) >= len(wanted) - 2
    table = run("list", "locations", "--format", "csv", home=home).out
    cells = {read(cell) for row in csv.reader(io.StringIO(table, newline="")) for cell in row}
    assert any(SEQUENCES["title"] in cell for cell in cells)


def test_rows_open_cleanly(home: Path) -> None:
    rows = [
        json.loads(line) for line in run("list", "credentials", "--json", "--limit", "40", home=home).out.splitlines()
    ]
    for row in rows[:12]:
        clean(run("list", "credentials", "--open", row["id"], home=home))
