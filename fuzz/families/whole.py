"""The whole pipeline: a folder of exports, most of it nearly sound, is read, hunted and listed."""

import hashlib
import json
import random
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from fuzz.family import Family, Harness, family
from fuzz.mutate import structured
from keyroll.api import LISTS, Keyroll
from keyroll.errors import KeyrollError

NOW = datetime(2026, 1, 3, tzinfo=UTC)
_MARK = b"=== "
FILES = 12


def _files(name: str, folder: str) -> list[bytes]:
    found = []
    for data in family(name).seeds():
        head, _, body = data.partition(b"\n")
        provider, _, what = head.decode().partition(".")
        if len(body) < 4000:
            key = hashlib.sha256(data).hexdigest()[:8]
            place = f"{provider}@main/" + folder.format(what=what, key=key)
            found.append(_MARK + place.encode() + b"\n" + body)
    return found


def _parts(data: bytes) -> list[bytes]:
    return [_MARK + one for one in data.split(b"\n" + _MARK)] if data else []


def seeds() -> Iterable[bytes]:
    """Return folders of some files each, drawn from the seeds of listings and logs."""
    by = random.Random(1)
    pool = _files("listings", "survey/2026-01-02/{what}.json") + _files("logs", "logs/{what}/{key}.ndjson")
    for _ in range(40):
        yield b"\n".join(by.sample(pool, FILES))


def mutate(data: bytes, by: random.Random) -> bytes:
    """Change half of the files of a folder."""
    inner, parts = structured((b"",), ()), data.split(b"\n" + _MARK)
    return (b"\n" + _MARK).join(inner(one, by) if by.random() < 0.5 else one for one in parts)


def make(place: Path) -> Harness:
    """Return the harness that reads a folder into its own home and requests all lists."""

    def one(data: bytes) -> None:
        for old in ("exports", "home"):
            shutil.rmtree(place / old, ignore_errors=True)
        for part in data.removeprefix(_MARK).split(b"\n" + _MARK):
            head, _, body = part.partition(b"\n")
            name = head.decode("utf-8", "replace").strip()
            file = place / "exports" / name
            if not name.isprintable() or ".." in name or name.startswith("/") or file.is_dir() or "@" not in name:
                continue
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(body)
            except OSError:
                continue
        (place / "exports").mkdir(exist_ok=True)
        keyroll = Keyroll.open(place / "home", now=NOW)
        try:
            keyroll.exports.sync(place / "exports")
        except KeyrollError:
            return
        keyroll.hunt.run()
        for kind in LISTS:
            json.dumps(keyroll.inventory.listed(kind).rows, default=str).encode()

    return one


FAMILY = Family("whole", seeds, make, guided=False, longest=60.0, memory=1500, largest=1 << 20, mutate=mutate)
