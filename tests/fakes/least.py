"""What a live read does not see, and why, without a home around it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from keyroll.intake.fetch import fetch, pulls_of
from keyroll.model.source import Source
from keyroll.providers import catalogue
from keyroll.providers.live import Opening
from keyroll.secret import Secret

_NUMBERS = count(1)


def unseen(source: Source, address: str, value: str, settings: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Read everything once with a credential; return by endpoint why it is not complete."""
    known = catalogue.connection(source.provider)
    assert known
    live = known.open(Opening(source, address, Secret(value.encode()), settings))
    now = datetime(2026, 11, 25, tzinfo=UTC)
    try:
        fetched = fetch(folder / str(next(_NUMBERS)), source, live, pulls_of(known, settings), known.parallel, now)
    finally:
        live.close()
    return dict(fetched.reasons)
