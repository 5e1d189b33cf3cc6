"""JSON members and list kinds that were renamed; output has both names for one release."""

from collections.abc import Mapping
from typing import Final

#: The current name of a JSON member or list column, and its earlier name.
MEMBERS: Final = {
    "active_after_off_boarding": "outlived",
    "identifier": "handle",
    "identifiers": "handles",
    "network": "place",
    "networks": "places",
}
#: The earlier name of a list kind, and its current name.
KINDS: Final = {"grants": "entitlements", "strangers": "unlisted", "strays": "shadow"}


def with_earlier(value: object) -> object:
    """Return a JSON value whose renamed members are also present under their earlier names."""
    if isinstance(value, Mapping):
        members = {name: with_earlier(one) for name, one in value.items()}
        return members | {old: members[new] for new, old in MEMBERS.items() if new in members and old not in members}
    if isinstance(value, list | tuple):
        return [with_earlier(one) for one in value]
    return value
