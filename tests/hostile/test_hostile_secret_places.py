"""Of 200 values at places that no member's name tells, none is at rest after a sync: raw, lake, quarantine, ledger."""

from pathlib import Path

import pytest
from canary_export import contents_of
from measured_sync import sync
from secret_places import Places, write


def at_rest(places: Places, *roots: Path, said: bytes = b"") -> dict[str, str]:
    """Return the values that are in files below some roots, or in what was said, each with its places."""
    found = {}
    for name, content in (("output", said), *((str(path), text) for root in roots for path, text in contents_of(root))):
        found |= {one: f"{place} -> {name}" for one, place in places.laid.items() if one.encode() in content}
    return found


@pytest.mark.long
def test_none_of_200_places_is_at_rest(tmp_path: Path) -> None:
    places = Places()
    write(tmp_path / "in", places)
    assert len(places.laid) >= 200
    took = sync(tmp_path / "in", tmp_path / "home")
    assert "Traceback" not in took.said
    assert at_rest(places, tmp_path / "home", said=took.said.encode()) == {}
