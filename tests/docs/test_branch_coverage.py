"""Floors of branch coverage: a fall is refused, and a floor is never lowered."""

import tomllib

import pytest

from scripts.branch_coverage import FLOORS, Measure, faults, of_totals, packages, raised, written


@pytest.mark.parametrize(("branches", "refused"), [(80.0, False), (79.8, False), (79.6, True)])
def test_a_fall_below_the_floor_is_refused(branches: float, refused: bool) -> None:
    assert bool(faults([Measure("store", branches, 99.0)], {"store": 80.0})) is refused


def test_a_floor_is_raised_and_never_lowered() -> None:
    measures = [Measure("store", 81.0, 90.0), Measure("reach", 10.0, 90.0), Measure("model", 50.0, 90.0)]
    assert raised(measures, {"store": 80.0, "reach": 20.0}) == {"model": 50.0, "reach": 20.0, "store": 81.0}


def test_percent_is_rounded_down() -> None:
    totals = {"covered_branches": 1999, "num_branches": 2000, "covered_lines": 1, "num_statements": 3}
    assert of_totals("store", totals) == Measure("store", 99.9, 33.3)


def test_floors_are_of_packages_and_read_back() -> None:
    floors = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    assert floors.keys() <= set(packages())
    assert tomllib.loads(written(floors)) == floors
