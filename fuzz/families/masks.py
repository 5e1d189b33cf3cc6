"""Masking before anything is written: every input, in one piece or in many, is written without the value."""

import importlib
from collections.abc import Iterable
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

from fuzz.family import Family, Harness, family, split
from keyroll.api import Keyroll
from keyroll.providers import catalogue

_PACKAGE = "keyroll.intake.masking"
_KNOWN = {
    f"{provider}.{name}": one
    for provider in catalogue.providers()
    for name, one in sorted({**catalogue.endpoints(provider), **catalogue.logs(provider)}.items())
}
_HEADERS = tuple(name.encode() for name in _KNOWN)
_CANARY = b"c4n4ry-Q7vXw2Lr9Tz"
_WORDS = (
    b'"password":"' + _CANARY + b'"', b"?token=" + _CANARY, b"https://u:" + _CANARY + b"@h/", b"IDENTIFIED BY '" + _CANARY + b"'",
    b'"', b"\\", b"\\\\", b"'", b"%22", b"\\u0022", b"&", b"=", b"\n", b'{"', b'":', b"secretAccessKey", b"sessionToken", b"-----BEGIN",
)  # fmt: skip


def seeds() -> Iterable[bytes]:
    """Return the seeds of listings and logs, and texts with a value."""
    yield from (b"okta.system_log\n" + one for one in _WORDS)
    for name in ("logs", "listings"):
        yield from list(family(name).seeds())[:250]


def make(place: Path) -> Harness:
    """Return the harness that masks the records of a log or list."""
    masks = importlib.import_module(f"{_PACKAGE}.masks").Masks(Keyroll.open(place / "home").home)

    def one(data: bytes) -> None:
        head, body = split(data)
        mask = masks.of(_KNOWN.get(head))
        cuts = mask.cuts(body)
        places = [(cut.start, cut.end) for cut in cuts] if cuts and hasattr(cuts[0], "start") else []
        assert all(one[1] <= two[0] for one, two in pairwise(places)), "cuts are not apart"
        mask.whole(body)
        seen = b"".join(piece for piece, _ in mask.pieces(body[at : at + 7] for at in range(0, len(body), 7)))
        assert len(seen) == len(body), "bytes were lost between pieces"
        mask.text(body.decode("utf-8", "replace"))

    return one


FAMILY = Family(
    "masks", seeds, make, _HEADERS, _WORDS, missing="" if find_spec(_PACKAGE) else f"there is no {_PACKAGE}"
)
