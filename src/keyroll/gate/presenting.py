"""Which credential a request presents: its token or its signed token. No other header names who asks."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keyroll.gate.known import KnownCredentials
from keyroll.gate.reading import Question
from keyroll.gate.settings import GateSettings
from keyroll.gate.signed_tokens import SignedTokenRefused, SignedTokens
from keyroll.secret import Secret

_BEARER = re.compile(rb"(?i:bearer) ([A-Za-z0-9._~+/-]+=*)")
#: A value in a header of its own: visible ASCII without the marks that join several values.
_VALUE = re.compile(rb"[\x21\x23-\x2b\x2d-\x3a\x3c-\x7e]{8,4096}")
_SIGNED = re.compile(rb"eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*")
AUTHORIZATION: Final = "authorization"


@dataclass(frozen=True, slots=True)
class Presented:
    """A presented credential: the id in the inventory if it is known, and its names there.

    ``because`` is the reason code where no credential could be read.
    """

    id: str = ""
    names: tuple[str, ...] = ()
    because: str = ""


@dataclass(frozen=True, slots=True)
class Presenting:
    """Reads what a request presents; values are compared as keyed fingerprints."""

    key: Secret
    key_name: str
    settings: GateSettings
    tokens: SignedTokens

    def fingerprint(self, value: bytes) -> bytes:
        """Return the keyed fingerprint of a value, 32 bytes."""
        return bytes.fromhex(Secret(value).fingerprint(self.key, "").rpartition(":")[2])

    def name(self, fingerprint: bytes) -> str:
        """Return the identifier of a value by its fingerprint."""
        return f"keyroll@*:fingerprint:hmac:{self.key_name}:{fingerprint.hex()}"

    def read(self, asked: Question, known: KnownCredentials, now: datetime) -> Presented:
        """Return the presented credential, or why there is none."""
        carrying = {AUTHORIZATION, *self.settings.headers}
        given = [(name, value) for name, value in asked.headers if name in carrying]
        # A server that turns "_" into "-", or the reverse, would read these as the header itself.
        if any(name not in carrying and name.replace("_", "-") in carrying for name, _ in asked.headers):
            return Presented(because="ambiguous_header")
        if len(given) != 1:
            return Presented(because="several_credentials" if given else "no_credential")
        name, text = given[0]
        if name == AUTHORIZATION:
            bearer = _BEARER.fullmatch(text)
            value = bearer[1] if bearer else b""
        else:
            value = text if _VALUE.fullmatch(text) else b""
        if not value:
            return Presented(because="credential_form")
        if name == AUTHORIZATION and _SIGNED.fullmatch(value):
            return self._signed(value, known, now)
        marked = self.fingerprint(value)
        found = known.by_value.get(marked, "")
        return Presented(found, (self.name(marked), *filter(None, (found,))))

    def _signed(self, value: bytes, known: KnownCredentials, now: datetime) -> Presented:
        try:
            identifier = self.tokens.credential(value, now)
        except SignedTokenRefused as refused:
            return Presented(because=str(refused))
        found = known.by_identifier.get(identifier, "")
        return Presented(found, (self.name(self.fingerprint(value)), identifier, *filter(None, (found,))))
