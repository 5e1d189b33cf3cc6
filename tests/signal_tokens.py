"""Security event tokens for tests: an issuer's key, and what it signs."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey

from small_world import SmallWorld, app, key

ISSUER, US = "https://idp.example", "https://us.example"
KEY = ECKey.generate_key("P-256", {"kid": "one"})
OTHER = ECKey.generate_key("P-256", {"kid": "one"})
NEXT = ECKey.generate_key("P-256", {"kid": "two"})
COMPROMISE = "https://schemas.openid.net/secevent/risc/event-type/credential-compromise"
VERIFICATION = "https://schemas.openid.net/secevent/ssf/event-type/verification"


def two_keys(place: Path) -> SmallWorld:
    """A home that knows two access keys, AKIAONE and AKIATWO."""
    world = SmallWorld(place)
    world.keys("10-06", key("ONE", "svc"), key("TWO"))
    world.apps("10-06", app("aws", access_key="ONE"))
    world.sync()
    return world


def jwks(*keys: ECKey) -> dict[str, Any]:
    return {"keys": [key.as_dict(private=False) for key in keys]}


def claims(
    jti: str, now: datetime, name: str = "AKIATWO", *, event: str = COMPROMISE, days: float | None = 1, **more: Any
) -> dict[str, Any]:
    """What a token says: issued a minute ago, of an event so many days before (None: it does not say when)."""
    issued = int(now.timestamp()) - 60
    when = {} if days is None else {"event_timestamp": issued - int(timedelta(days=days).total_seconds())}
    whole = {"iss": ISSUER, "aud": US, "iat": issued, "jti": jti, "events": {event: when}}
    return whole | {"sub_id": {"format": "opaque", "id": name}} | more


def signed(body: Any, key: ECKey = KEY, **header: str) -> str:
    head = {"alg": "ES256", "kid": key.kid or "", "typ": "secevent+jwt"} | header
    return jws.serialize_compact(head, json.dumps(body), key)
