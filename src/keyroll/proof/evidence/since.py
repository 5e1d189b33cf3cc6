"""Reads an earlier head of a log from a stored form: a bundle, a head, the lines of a witness, or ``SIZE:ROOT``."""

import re

import orjson

from keyroll.errors import EvidenceRefused, UsageError
from keyroll.proof.evidence.dsse import HEAD_TYPE, Envelope
from keyroll.proof.evidence.verify import tree_of

_PAIR = re.compile(rb"([0-9]{1,18}):([0-9a-f]{64})")
_HINT = "give a bundle, a head as a witness keeps it, or SIZE:ROOT (both are in keyroll verify --json)"


def read_head(content: bytes) -> tuple[int, bytes]:
    """Return size and root of an earlier head; of several lines the last one counts. Raises UsageError."""
    text = content.strip()
    pair = _PAIR.fullmatch(text)
    if pair:
        return int(pair[1]), bytes.fromhex(pair[2].decode())
    for candidate in (text, text.splitlines()[-1] if text else b""):
        try:
            form = orjson.loads(candidate)
        except orjson.JSONDecodeError:
            continue
        try:
            return _head(form)
        except (EvidenceRefused, orjson.JSONDecodeError):
            break
    raise UsageError("that is not an earlier head", hint=_HINT)


def _head(form: object) -> tuple[int, bytes]:
    if isinstance(form, dict) and "head" in form:
        form = form["head"]
    if isinstance(form, dict) and "tree_size" in form:
        return tree_of({"size": form["tree_size"], "root": form.get("root")}, "since")
    if isinstance(form, dict) and "payload" in form:
        envelope = Envelope.read(form, "since")
        if envelope.kind != HEAD_TYPE:
            raise EvidenceRefused("since", "is not a head")
        form = orjson.loads(envelope.payload)
    return tree_of(form, "since")
