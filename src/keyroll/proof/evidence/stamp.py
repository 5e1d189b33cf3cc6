"""Time stamps after RFC 3161: what shows, by another's word than the signer's, that a head existed at a time."""

from base64 import b64decode
from collections.abc import Sequence
from datetime import datetime

from keyroll.errors import EvidenceRefused

_EXTRA = "pip install 'keyroll[timestamps]'"
_LARGEST = 1 << 20


def checked(form: object, head: bytes, authorities: Sequence[bytes]) -> tuple[str, datetime] | None:
    """Return authority and time of the earliest time stamp of a head by one of the authorities.

    Without authorities nothing is looked at. Raises EvidenceRefused where none of the stamps holds.
    """
    tokens = _tokens(form)
    if not authorities:
        return None
    if not tokens:
        hint = "ask for a bundle from a home with a time stamp authority: docs/evidence.md, Witnesses"
        raise EvidenceRefused("stamps", "the head has no time stamp", hint=hint)
    found = [(name, at) for name, token in tokens for at in [_time(token, head, authorities)] if at]
    if not found:
        hint = "give the certificate of the authority that made it"
        raise EvidenceRefused("stamps", "no time stamp of the head is by a given authority", hint=hint)
    return min(found, key=lambda one: one[1])


def _tokens(form: object) -> list[tuple[str, bytes]]:
    if not isinstance(form, list):
        raise EvidenceRefused("stamps", "is no list")
    found = []
    for one in form:
        whole = isinstance(one, dict) and set(one) == {"authority", "token"}
        name, token = (one["authority"], one["token"]) if whole else (None, None)
        if not isinstance(name, str) or not isinstance(token, str) or len(token) > _LARGEST:
            raise EvidenceRefused("stamps", "holds what is no time stamp")
        try:
            found.append((name, b64decode(token, validate=True)))
        except ValueError:
            raise EvidenceRefused("stamps", "holds what is no base64") from None
    return found


def _time(token: bytes, head: bytes, authorities: Sequence[bytes]) -> datetime | None:
    return None
