"""Token requests of an OpenID provider: one JSON object a line, from the hook in ``replace_private_key_jwt.py``.

No standard has a format for it. The names are those of RFC 6749, 7523 and 9449; ``jkt`` is the thumbprint of the key
that the issued token is bound to (RFC 9449, section 6.1), ``kid`` that of the assertion's header.
"""

from collections.abc import Mapping

from keyroll.model.json import Json
from keyroll.providers.contracts.logs import Log, view

_FIELDS = (
    "time", "id", "client_id", "auth_method", "kid", "grant_type", "scope", "jkt", "error", "ip", "user_agent",
)  # fmt: skip


def is_request(body: Mapping[str, Json]) -> bool:
    """Return whether a record is a token request."""
    return {"time", "client_id", "auth_method", "grant_type"} <= body.keys()


LOGS = (
    Log(
        name="tokens",
        columns=dict.fromkeys(_FIELDS, "VARCHAR"),
        event_id="coalesce(id, md5(line__))",
        happened_at='TRY_CAST("time" AS TIMESTAMPTZ)',
        identity=("client_id", "grant_type"),
        view=view(__package__, "tokens"),
        absent={
            "credential": "a request of an unknown client, or without authentication, has none",
            "src_ip": "a provider behind a proxy may not know the address",
            "user_agent": "only clients that name their program have one",
        },
        recognise=is_request,
    ),
)
