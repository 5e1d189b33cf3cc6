"""``keyroll estimate``: from lists without a home, its JSON, its refusals and its wrong inputs."""

import csv
import json
import random
from dataclasses import astuple
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from estimate_lists import made
from keyroll.cli.root import root
from keyroll.errors import UsageError
from keyroll.inventory.estimate.lists import ListRecord
from keyroll.inventory.estimate.read import COLUMNS


def run(*arguments: str) -> Result:
    return CliRunner().invoke(root, ["estimate", *arguments], standalone_mode=False)


def cell(value: object) -> object:
    return int(value) if isinstance(value, bool) else "" if value is None else value


def write(path: Path, records: list[ListRecord], *more: str) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for one in records:
            *most, real, audit, _ = astuple(one)
            writer.writerow([*map(cell, most), {True: "yes", False: "no", None: ""}[real], audit])
        stream.write("".join(f"{line}\n" for line in more))
    return path


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    return write(tmp_path / "lists.csv", made(2, dead=0.1).records)


def test_one_object_with_the_whole_the_un_surveyed_part_and_every_scope(lists: Path):
    done = run("--lists", str(lists), "--json")
    assert done.return_value == 0
    (line,) = done.stdout.splitlines()
    told = json.loads(line)
    assert told["schema_version"] == 1
    assert told["answered"] is True
    for part in (told, told["unsurveyed"], *told["scopes"]):
        assert part["low"] <= part["point"] <= part["high"]
        assert part["known"] > 0
    assert len(told["scopes"]) == 8
    assert told["grade"] == "B"
    assert told["leave_one_out"]["tried"] == 5
    assert 0 < told["tipping_point"] < 1
    assert told["second_opinion"]["low"] <= told["second_opinion"]["high"]
    assert {"because", "warnings", "d", "audit", "next_step"} <= set(told)


def test_the_same_rows_in_any_order_give_the_same_bytes(lists: Path, tmp_path: Path):
    header, *rows = lists.read_text(encoding="utf-8").splitlines()
    random.Random(1).shuffle(rows)
    other = tmp_path / "other.csv"
    other.write_text("\n".join([header, *rows]), encoding="utf-8")
    assert run("--lists", str(lists), "--json").stdout == run("--lists", str(other), "--json").stdout


def test_bad_rows_are_named_on_stderr_and_the_rest_is_done(tmp_path: Path):
    records = made(2).records
    path = write(tmp_path / "lists.csv", records, "broken", "x,p,p@m,k,1,1,1,1,0,0,7,,")
    done = run("--lists", str(path), "--json")
    assert done.return_value == 11
    assert f"{path}:{len(records) + 2}: 1 cells, 13 are named" in done.stderr
    assert f"{path}:{len(records) + 3}: register is '7', not 0 or 1" in done.stderr
    whole = write(tmp_path / "whole.csv", records)
    assert run("--lists", str(whole), "--json").stdout == done.stdout


def test_the_screen_says_how_many_what_it_rests_on_and_when_it_breaks(lists: Path):
    done = run("--lists", str(lists))
    text = " ".join(done.stdout.split())
    assert "At least" in text
    assert "most likely" in text
    assert "It depends on 5 surveyed sources" in text
    assert "it breaks if they hide" in text
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_a_refusal_has_the_known_the_reason_and_a_step_but_no_number(tmp_path: Path):
    records = [one for one in made(2).records if one.surveyed or int(one.id.split("-")[1]) < 8]
    path = write(tmp_path / "few.csv", records)
    done = run("--lists", str(path), "--json")
    told = json.loads(done.stdout)
    assert done.return_value == 0
    assert told["answered"] is told["unsurveyed"]["answered"] is False
    assert told["known"] == len(records)
    assert told["point"] is told["low"] is told["unsurveyed"]["high"] is told["scopes"][0]["point"] is None
    text = " ".join(run("--lists", str(path)).stdout.split())
    assert f"Their number cannot be estimated; {len(records)} credentials are known" in text
    assert f"because {told['because']}" in text
    assert f"The cheapest step to an answer: {told['next_step']}" in text
    assert "At least" not in text


def test_a_file_without_the_columns_is_a_wrong_use(tmp_path: Path):
    path = tmp_path / "other.csv"
    path.write_text("id,provider\n", encoding="utf-8")
    error = run("--lists", str(path)).exception
    assert isinstance(error, UsageError)
    assert ",".join(COLUMNS) in error.hint


def test_an_audit_is_not_drawn_from_lists(lists: Path):
    assert isinstance(run("--lists", str(lists), "--plan-audit", "5").exception, UsageError)
