"""A next command names its home as one would type it."""

from pathlib import Path

import pytest

from keyroll.report.words import in_home


def test_the_home_is_named_by_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KEYROLL_HOME", raising=False)
    assert in_home("keyroll hunt", tmp_path / "my home") == "keyroll hunt --home 'my home'"
    assert in_home("keyroll hunt", Path("home")) == "keyroll hunt --home home"


def test_the_default_home_is_not_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEYROLL_HOME", str(tmp_path))
    assert in_home("keyroll hunt", tmp_path) == "keyroll hunt"
