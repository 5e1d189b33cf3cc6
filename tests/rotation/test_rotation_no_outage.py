"""The bench under load, in short: no request fails beyond the number of the plan, and the old value is dead."""

import importlib
from pathlib import Path

import pytest

from keyroll.providers import catalogue

pytestmark = [pytest.mark.server, pytest.mark.nightly]


@pytest.mark.parametrize("system", ["postgresql", "mariadb", "redis", "openbao", "ldap"])
def test_no_request_fails_and_the_old_value_is_dead(system: str, monkeypatch, capsys) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "bench"))
    bench = importlib.import_module("rotation_no_outage")
    # What the bench changes is undone.
    monkeypatch.setitem(catalogue.providers(), system, catalogue.provider(system))
    for kind, probe in catalogue.probes(system).items():
        monkeypatch.setitem(catalogue.probes(system), kind, probe)
    code = bench.main(["--rotations", "1", "--rate", "20", "--systems", system])
    out, err = capsys.readouterr()
    assert code == 0, out + err
    assert f"| {system} | 1 |" in out
    assert "| **0** |" in out
