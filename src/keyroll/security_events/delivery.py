"""Delivery of tokens: how they are fetched, and the error that a transmitter receives for a refused token.

Sources: RFC 8935 (November 2020) section 2.4, and its registry of error codes at IANA (2026-05-11); RFC 8936 (November
2020) sections 2.2 to 2.6.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from keyroll.errors import SignalRefused, VendorChanged
from keyroll.http import Http
from keyroll.model.json import Json

#: The most tokens for one request, the most requests in one poll, and the largest response, in bytes.
MOST, ROUNDS, LARGEST = 100, 50, 8 << 20


class Err(StrEnum):
    """The reason why a token is refused, in the codes of the standard."""

    REQUEST = "invalid_request"
    KEY = "invalid_key"
    ISSUER = "invalid_issuer"
    AUDIENCE = "invalid_audience"
    AUTHENTICATION = "authentication_failed"
    ACCESS = "access_denied"


#: The codes by the invalid part of a token; any other part means that the text is not a token.
_BY_PART: Final = {"signature": Err.KEY, "issuer": Err.ISSUER, "aud": Err.AUDIENCE}


@dataclass(frozen=True, slots=True)
class Fault:
    """The error for a refused token. ``text`` holds nothing of the token except names in it."""

    err: Err
    text: str

    @classmethod
    def of(cls, refused: SignalRefused) -> "Fault":
        """Return the error of a refusal."""
        return cls(_BY_PART.get(refused.where, Err.REQUEST), str(refused))

    @property
    def body(self) -> dict[str, Json]:
        """The error as JSON object."""
        return {"err": str(self.err), "description": self.text}


@dataclass(frozen=True, slots=True)
class Batch:
    """One response of a transmitter: tokens by their id, and whether more wait."""

    sets: Mapping[str, Json]
    more: bool


#: Calls a transmitter: acknowledges tokens, reports faults, and requests up to a number of further tokens.
Ask = Callable[[Sequence[str], Mapping[str, Fault], int], Batch]
#: Stores a token by its id durably; returns None, also for a repeated token, or its fault.
Take = Callable[[str, Json], Fault | None]


@dataclass(frozen=True, slots=True)
class Polled:
    """The result of one poll: ids that were accepted, and the faults of the others."""

    taken: tuple[str, ...] = ()
    faults: Mapping[str, Fault] = field(default_factory=dict)
    more: bool = False


def asking(http: Http, address: str) -> Ask:
    """Return the function that calls a transmitter at an address. Raises like ``Http.request``, and
    VendorChanged.

    A request may be repeated: a token is sent again until it is acknowledged, and a second acknowledgement changes
    nothing.
    """

    def ask(ack: Sequence[str], faults: Mapping[str, Fault], most: int) -> Batch:
        errors: dict[str, Json] = {jti: one.body for jti, one in faults.items()}
        body: dict[str, Json] = {"maxEvents": most, "returnImmediately": True}
        if ack:
            body["ack"] = [*ack]
        if errors:
            body["setErrs"] = errors
        return _batch(http.request("POST", address, body=body).json(), f"{http.origin} sets")

    return ask


def _batch(body: Json, where: str) -> Batch:
    sets = body.get("sets") if isinstance(body, dict) else None
    if not isinstance(body, dict) or not isinstance(sets, dict):
        raise VendorChanged(where, hint="check that the address is a poll address (RFC 8936)")
    return Batch(sets, body.get("moreAvailable") is True)


def poll(ask: Ask, take: Take) -> Polled:
    """Fetch waiting tokens. A token is acknowledged only after ``take`` has returned, and a bad one is reported.

    If an error is raised, tokens that are not acknowledged are sent again later.
    """
    taken: list[str] = []
    faults: dict[str, Fault] = {}
    ack: list[str] = []
    bad: dict[str, Fault] = {}
    more = True
    for _ in range(ROUNDS):
        batch = ask(ack, bad, MOST)
        ack, bad = [], {}
        for jti, token in batch.sets.items():
            fault = take(jti, token)
            if fault is None:
                ack.append(jti)
            else:
                bad[jti] = fault
        taken += ack
        faults |= bad
        more = batch.more
        if not (batch.sets and more):
            break
    if ack or bad:
        ask(ack, bad, 0)
    return Polled(tuple(taken), faults, more)
