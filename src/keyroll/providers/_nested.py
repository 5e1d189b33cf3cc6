"""Turns flat names with dots into nested objects."""

from collections.abc import Mapping

from keyroll.model.json import Json


def nested(flat: Mapping[str, Json]) -> dict[str, Json]:
    """Return nested objects for names such as ``actor.id``; a name below a plain value is left out."""
    found: dict[str, Json] = {}
    for name, value in flat.items():
        *path, last = name.split(".")
        place: Json = found
        for part in path:
            place = place.setdefault(part, {}) if isinstance(place, dict) else None
        if isinstance(place, dict):
            place.setdefault(last, value)
    return found
