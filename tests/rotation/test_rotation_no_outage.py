"""The bench under load, in short: services by poll, by push and at start lose no request while a value is changed."""

import importlib
import sys
from pathlib import Path

import pytest

from keyroll.providers import catalogue

pytestmark = [pytest.mark.server, pytest.mark.nightly]


@pytest.mark.parametrize("system", ["postgresql", "openbao"])
def test_no_request_fails_and_the_old_value_is_dead(system: str, monkeypatch, capsys) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "bench"))
    bench = importlib.import_module("rotation_no_outage")
    for name in ("postgresql", "rabbitmq", "openbao"):
        monkeypatch.setitem(catalogue.providers(), name, catalogue.provider(name))  # what the bench changes is undone
    monkeypatch.setattr(sys, "argv", ["bench", "--rotations", "1", "--rate", "20", "--systems", system])
    code = bench.main()
    out, err = capsys.readouterr()
    assert code == 0, out + err
    assert f"| {system} | 1 |" in out
    assert "| **0** | 1 of 1 | 1 of 1 |" in out
