"""A site with a real PostgreSQL server, whose changes take effect at once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from keyroll.providers import catalogue
from site_of_rotation import Site

_numbers = count(1)


@pytest.fixture
def site(postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    # One server, no standby: nothing propagates, and the proof need not wait a minute.
    at_once = replace(catalogue.provider("postgresql"), window=timedelta())
    monkeypatch.setitem(catalogue.providers(), "postgresql", at_once)
    yield Site(tmp_path, postgres, next(_numbers)).begin()
