"""A site with a real PostgreSQL server, whose changes take effect at once."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from site_of_rotation import Site

from keyroll.providers import catalogue
from real_servers import next_number


@pytest.fixture
def site(postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    # One server, no standby: nothing propagates, and the proof need not wait a minute.
    at_once = replace(catalogue.provider("postgresql"), window=timedelta())
    monkeypatch.setitem(catalogue.providers(), "postgresql", at_once)
    return Site(tmp_path, postgres, next_number()).begin()
