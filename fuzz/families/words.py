"""Input on one line: identifiers, sources, references, addresses, times and spans."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from fuzz.family import Family, Harness, split
from keyroll import addresses
from keyroll.clock import iso, parse_span, parse_time
from keyroll.model.identifier import Identifier
from keyroll.model.source import Source
from keyroll.proof.probe.requests import probe_requests
from keyroll.providers import catalogue
from keyroll.secret import SecretRef


def _identifier(text: str) -> None:
    assert Identifier.parse(text).text == text


def _source(text: str) -> None:
    assert Source.parse(str(Source.parse(text))) == Source.parse(text)


def _places() -> dict[str, Callable[[str], object]]:
    every = {name: probe for name in catalogue.providers() for probe in catalogue.probes(name).values()}
    return {f"place-{name}": probe.place for name, probe in every.items()}


#: A database address without a server.
_NOBODY = re.compile(r"postgresql[^:]*://([^/?#@]*@)?127\.0\.0\.1:1(/|\?|$)")


def _ledger(text: str) -> None:
    from keyroll.store.ledger.ledger import Ledger

    if not _NOBODY.match(text) or "host" in text or "service" in text:
        return  # It would make files, or send requests.
    Ledger.open(text, _Clock()).close()


class _Clock:
    def now(self) -> datetime:
        """Return a fixed time."""
        return datetime(2026, 1, 1, tzinfo=UTC)


_READERS: dict[str, Callable[[str], object]] = {
    "identifier": _identifier,
    "source": _source,
    "reference": lambda text: str(SecretRef.parse(text)),
    "lasting": SecretRef.lasting,
    "address": addresses.base,
    "origin": addresses.origin,
    "time": lambda text: iso(parse_time(text)),
    "day": lambda text: iso(parse_time(text, end_of_day=True)),
    "span": parse_span,
    "pair": lambda text: probe_requests(None, [text], [text], [text]),
    "ledger": _ledger,
    **_places(),
}
_HEADERS = tuple(name.encode() for name in _READERS)
_TEXTS = (
    "aws@*:access_key_id:AKIA1", "jira@prod", "env:NAME", "https://host:8443/path", "http://[::1]:1/", "2026-01-02T03:04:05Z", "90d",
    "jira@prod:user:a:b=env:X", "postgresql://u@h:5432/db?sslmode=require", "redis://h:6379/0", "ssh://u@h:22", "amqps://h:5671/v",
    "db1:5432/app", "2026-01-02", "https://h/?a=b#c", "mysql://h:3306/x", "ldaps://h:636", "postgresql+psycopg://u:p@127.0.0.1:1/x?schema=a", "h:99999",
)  # fmt: skip


def seeds() -> Iterable[bytes]:
    """Return each text for each reader."""
    return [header + b"\n" + text.encode() for header in _HEADERS for text in _TEXTS]


def make(_place: Path) -> Harness:
    """Return the harness that reads one text."""

    def one(data: bytes) -> None:
        kind, body = split(data)
        if kind in _READERS:
            _READERS[kind](body.decode("utf-8", "surrogateescape"))

    return one


FAMILY = Family(
    "words",
    seeds,
    make,
    _HEADERS,
    (b":", b"@", b"://", b"[", b"]", b"%00", b"?", b"#", b"+14:00", b"0001-01-01", b"9999-12-31"),
)
