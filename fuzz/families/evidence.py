"""Bundles of evidence: every input other than the signed bundle is refused, and no other error is raised.

An input is the file as it comes (``bytes``), a tree that is written as bundles are (``form``), or the contents of all
envelopes, which are signed correctly (``signed``). The last kind also reaches the code behind the signature check.
"""

import json
from base64 import b64decode
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from fuzz.family import Family, Harness, split
from keyroll.api import verify
from keyroll.clock import FixedClock
from keyroll.proof.evidence.dsse import canonical, written
from keyroll.store.ledger.ledger import Ledger

NOW = datetime(2023, 11, 25, tzinfo=UTC)


@cache
def _sound() -> tuple[bytes, bytes]:
    """Return a bundle, and the pin of the key that signed it."""
    from proof.evidence.evidence_logs import NOW as MADE
    from proof.evidence.evidence_logs import signer, whole

    ledger = Ledger.open(Path(mkdtemp()) / "ledger.sqlite", FixedClock(MADE))
    try:
        return whole(ledger), signer().public.keyid.encode()
    finally:
        ledger.close()


def _envelopes(form: Any) -> list[dict[str, Any]]:
    """Return all envelopes within a bundle, in order."""
    if isinstance(form, dict) and "payloadType" in form:
        return [form]
    inner = form.values() if isinstance(form, dict) else form if isinstance(form, list) else ()
    return [one for value in inner for one in _envelopes(value)]


def seeds() -> Iterable[bytes]:
    """Return the sound bundle, parts of it, and the contents of its envelopes."""
    content, _ = _sound()
    form = json.loads(content)
    yield b"bytes\n" + content
    yield b"form\n" + content
    for name in form:
        yield b"form\n" + json.dumps({one: value for one, value in form.items() if one != name}).encode()
        yield b"form\n" + json.dumps({name: form[name]}).encode()
    said = [json.loads(b64decode(one["payload"])) for one in _envelopes(form)]
    yield b"signed\n" + json.dumps(said).encode()
    for place in range(len(said)):
        yield b"signed\n" + json.dumps([one if at == place else None for at, one in enumerate(said)]).encode()


def _signed(content: bytes, said: Any) -> bytes:
    """Return the sound bundle with other contents of its envelopes, signed by its key; null leaves a content as it is."""
    from proof.evidence.evidence_logs import NOW as MADE
    from proof.evidence.evidence_logs import signer

    form, by = json.loads(content), signer()
    for one, payload in zip(_envelopes(form), said if isinstance(said, list) else [], strict=False):
        if payload is not None:
            one.update(by.sign(one["payloadType"], canonical(payload), MADE).form())
    return written(form)


def make(_place: Path) -> Harness:
    """Return the harness that verifies a bundle, and a pin."""
    content, pin = _sound()
    verify(content, keys=[pin], now=NOW)

    def one(data: bytes) -> None:
        kind, body = split(data)
        if kind != "bytes":
            try:
                tree = json.loads(body)
                body = written(tree) if kind == "form" else _signed(content, tree)
            except (ValueError, TypeError, RecursionError):
                return  # It cannot be written.
        if body == content:
            return
        try:
            verify(content, keys=[body], now=NOW)
        finally:
            verify(body, keys=[pin], now=NOW)
        assert kind == "signed", "an invalid bundle was accepted"

    return one


FAMILY = Family("evidence", seeds, make, (b"bytes", b"form", b"signed"), largest=65_536)
