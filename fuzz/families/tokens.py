"""Security event tokens and sets of keys: nothing that was not signed is accepted."""

import base64
import json
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from fuzz.family import Family, Harness, split
from keyroll.errors import KeyrollError
from keyroll.security_events.token import read_again, read_keys, read_set

NOW = datetime(2026, 1, 3, tzinfo=UTC)
_HEADERS = (b"token", b"signed", b"keys")


def seeds() -> Iterable[bytes]:
    """Return a token, its claims, and its issuer's keys."""
    from signal_tokens import KEY, claims, jwks, signed

    body = claims("one", NOW)
    yield b"token\n" + signed(body).encode()
    yield b"signed\n" + json.dumps(body).encode()
    yield (
        b"signed\n" + json.dumps(body | {"sub_id": {"format": "aliases", "identifiers": [{"email": "a@b.c"}]}}).encode()
    )
    yield b"keys\n" + json.dumps(jwks(KEY)).encode()
    for head in (
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": "ES256", "crit": ["b64"], "b64": False},
        {"alg": "ES256", "jwk": {}},
    ):
        parts = [json.dumps(head).encode(), json.dumps(body).encode(), b"x" * 64]
        yield b"token\n" + b".".join(base64.urlsafe_b64encode(one).rstrip(b"=") for one in parts)


def make(_place: Path) -> Harness:
    """Return the harness that reads a token, correctly signed claims, or keys."""
    from joserfc import jws

    from signal_tokens import ISSUER, KEY, US, jwks

    keys = read_keys(json.dumps(jwks(KEY)).encode())

    def holds(token: bytes) -> None:
        signal = read_set(token, keys, [US], lambda _iss, _jti: False, NOW, issuer=ISSUER)
        signal.text.encode()
        read_again(token)

    def one(data: bytes) -> None:
        kind, body = split(data)
        if kind == "keys":
            read_keys(body)
        elif kind == "signed":
            head = {"alg": "ES256", "kid": "one", "typ": "secevent+jwt"}
            holds(jws.serialize_compact(head, body, KEY).encode())
        else:
            with suppress(KeyrollError):
                read_again(body)
            holds(body)

    return one


FAMILY = Family("tokens", seeds, make, _HEADERS, (b".", b"=", b"eyJ", b'"exp":1', b'"events":{}'))
