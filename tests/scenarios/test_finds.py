"""No scenario is found later, and none has more false alarms, than when it was last measured."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
import finds
from scenarios import scenarios

KNOWN = finds.rows()
FINDS = st.builds(
    finds.Find,
    st.just("ci-token"),
    st.just("2026-12-01"),
    st.just("1234abcd"),
    st.one_of(st.floats(0, 500).map("{:.1f}".format), st.just("never")),
    st.floats(0, 5).map(lambda rate: round(rate, 2)),
)


@pytest.mark.nightly
@pytest.mark.parametrize("name", KNOWN)
def test_a_scenario_is_found_as_soon_as_before(name: str, tmp_path: Path) -> None:
    assert not finds.worse(KNOWN[name], finds.measured(name, tmp_path / name))


def test_rows_are_of_scenarios_in_their_order() -> None:
    assert list(KNOWN) == [name for name in scenarios() if name in KNOWN]
    assert all((one.hours == "-") == scenarios()[name].surge for name, one in KNOWN.items())


@given(FINDS)
def test_the_same_is_not_worse(one: finds.Find) -> None:
    assert not finds.worse(one, one)


@given(FINDS, FINDS)
def test_later_and_more_false_alarms_are_worse(one: finds.Find, other: finds.Find) -> None:
    later = replace(one, hours=other.hours)
    assert bool(finds.worse(one, later)) == (later.steps > one.steps)
    noisier = replace(one, false_high=one.false_high + finds.RISE + 0.01)
    assert finds.worse(one, noisier)
    above = replace(one, false_high=max(finds.ACCEPTED, one.false_high) + 0.01)
    assert finds.worse(one, above)


def test_a_measurement_replaces_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "finds.csv"
    first = finds.Find("ci-token", "2026-12-01", "1234abcd", "2.0", 0.15)
    other = replace(first, scenario="mail-app")
    finds.write([other, first], path)
    finds.write([replace(first, hours="0.1")], path)
    assert finds.rows(path) == {"ci-token": replace(first, hours="0.1"), "mail-app": other}
