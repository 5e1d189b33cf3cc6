"""Which test shows what a provider can do, and against what: ``@pytest.mark.support(provider, ability, counterpart)``.

``pytest --support FILE`` writes what the collected tests say, as JSON; scripts/support_page.py makes the table of it.
"""

import json
from pathlib import Path

import pytest

#: What an ability was shown on, the best one first.
COUNTERPARTS = ("real server", "emulator", "specification + fake", "typed client + fake", "fake", "samples only")
ABILITIES = ("survey", "live survey", "log", "probe", "rotation", "delivery")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--support", type=Path, help="write which test shows what a provider can do to this file")


def pytest_collection_finish(session: pytest.Session) -> None:
    place = session.config.getoption("--support")
    if place:
        shown = {_checked(*mark.args) for one in session.items for mark in one.iter_markers("support")}
        place.write_text(json.dumps(sorted(shown)), encoding="utf-8")


def _checked(provider: str, ability: str, counterpart: str) -> tuple[str, str, str]:
    if ability not in ABILITIES or counterpart not in COUNTERPARTS:
        raise pytest.UsageError(f"support({provider!r}, {ability!r}, {counterpart!r}) is none that is known")
    return provider, ability, counterpart
