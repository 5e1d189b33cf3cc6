"""Files that people write for a home: settings, connections, references to values."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from fuzz.family import Family, Harness, split
from keyroll import config
from keyroll.intake import connections
from keyroll.proof.probe.requests import fields, probe_requests

_SEEDS = {
    "keyroll.toml": 'clock = "2026-01-01"\nraw = "copy"\nmemory = "700MB"\nledger = "sqlite"\nsigning_from = ""\n',
    "connections.toml": '["jira@prod"]\naddress = "https://jira.test"\ncredential = "env:X"\nevery = "6h"\n\n["aws@1"]\n'
    'address = "https://aws.test"\ncredential = "file:/x"\n',
    "values.toml": '["postgresql@main:role:app"]\nold = "env:OLD"\nnew = "file:/new"\nat = ["db1:5432/app"]\nderived = ["env:D"]\n'
    'observer = ["dba", "env:DBA"]\nnew_as = "b"\n',
}
_HEADERS = tuple(name.encode() for name in _SEEDS)


def seeds() -> Iterable[bytes]:
    """Return one example of each file."""
    return [f"{name}\n{text}".encode() for name, text in _SEEDS.items()]


def make(place: Path) -> Harness:
    """Return the harness that reads one of these files."""
    os.environ.update({name: "" for name in os.environ if name.startswith("KEYROLL_")})

    def values() -> None:
        for one in probe_requests(place / "values.toml").values():
            fields(one)

    readers: dict[str, Callable[[], object]] = {
        "keyroll.toml": lambda: config.Config.load(place),
        "connections.toml": lambda: [one.cadence for one in connections.read(place).values()],
        "values.toml": values,
    }

    def one(data: bytes) -> None:
        name, body = split(data)
        if name in readers:
            (place / name).write_bytes(body)
            readers[name]()

    return one


_WORDS = (
    b"[a]\n",
    b"[[a]]\n",
    b"a.b = 1\n",
    b"= []",
    b"= {}",
    b"= 1",
    b"= nan",
    b"= 1979-05-27",
    b'"""',
    b"'''",
    b"\\uD800",
    b"\x00",
    b"#",
    b'"',
    b"every",
)
FAMILY = Family("settings", seeds, make, _HEADERS, _WORDS)
