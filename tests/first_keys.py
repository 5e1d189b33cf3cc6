"""The keys of ann and bob, the first persons of a test's home, who are registered in one act."""

import subprocess
from pathlib import Path

from keyroll.api.person_keys import PersonKeys

FIRST = ("ann", "bob")


def make_key(folder: Path, person: str) -> bytes:
    """Make the key of a person in a folder, and return its public half."""
    place = folder / f"{person}.key"
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(place)]
    subprocess.run(command, check=True, capture_output=True)
    return place.with_name(f"{person}.key.pub").read_bytes()


def register_first(keys: PersonKeys, folder: Path) -> None:
    """Make and register the keys of both persons, once."""
    if not (folder / "ann.key").exists():
        keys.add_first({person: make_key(folder, person) for person in FIRST}, by="test")
