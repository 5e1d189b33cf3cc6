"""1Password's three kinds of event, each from its own call; the response wraps them in ``items``.

developer.1password.com, *Events API reference*, read 2026-11, and the vendor's specification of version 1.2.0, read
2026-11-29: administration names its kinds of object by short names (``gm``: member of a group, ``user``, ``vault``,
``sa``: service account), which ``events.csv`` has all.
"""

from collections.abc import Mapping

from keyroll.model.json import Json
from keyroll.providers.contracts.logs import Log, view

_PERSON = 'STRUCT(uuid VARCHAR, "name" VARCHAR, email VARCHAR)'
_CLIENT = (
    "STRUCT(app_name VARCHAR, app_version VARCHAR, platform_name VARCHAR, os_name VARCHAR, os_version VARCHAR,"
    " ip_address VARCHAR)"
)
_PLACE = "STRUCT(country VARCHAR, region VARCHAR, city VARCHAR)"
_NO_CREDENTIAL = "events name the account, not the token or device key it used"
_AT = 'TRY_CAST("timestamp" AS TIMESTAMPTZ)'


def is_audit(body: Mapping[str, Json]) -> bool:
    """Return whether a record is an event of administration."""
    return {"uuid", "timestamp", "actor_uuid", "action", "object_type"} <= body.keys()


def is_usage(body: Mapping[str, Json]) -> bool:
    """Return whether a record is the use of an item."""
    return {"uuid", "timestamp", "item_uuid", "vault_uuid", "user"} <= body.keys()


def is_sign_in(body: Mapping[str, Json]) -> bool:
    """Return whether a record is a sign-in, accepted or refused."""
    return {"uuid", "timestamp", "category", "target_user"} <= body.keys()


LOGS = (
    Log(
        name="audit",
        columns={
            **dict.fromkeys(
                ("uuid", "timestamp", "actor_uuid", "action", "object_type", "object_uuid", "aux_uuid", "aux_info"),
                "VARCHAR",
            ),
            "aux_id": "BIGINT",
            "actor_details": _PERSON,
            "object_details": _PERSON,
            "aux_details": _PERSON,
            "session": "STRUCT(uuid VARCHAR, login_time VARCHAR, device_uuid VARCHAR, ip VARCHAR)",
            "location": _PLACE,
        },
        event_id="uuid",
        happened_at=_AT,
        identity=("uuid", '"action"'),
        envelope="items",
        view=view(__package__, "audit"),
        absent={"credential": _NO_CREDENTIAL, "user_agent": "events of administration carry no client"},
        recognise=is_audit,
    ),
    Log(
        name="item_usages",
        columns={
            **dict.fromkeys(("uuid", "timestamp", "vault_uuid", "item_uuid", "action"), "VARCHAR"),
            "used_version": "BIGINT",
            "user": _PERSON,
            "client": _CLIENT,
            "location": _PLACE,
        },
        event_id="uuid",
        happened_at=_AT,
        identity=("uuid", "item_uuid"),
        envelope="items",
        view=view(__package__, "item_usages"),
        absent={"credential": _NO_CREDENTIAL},
        recognise=is_usage,
    ),
    Log(
        name="sign_ins",
        columns={
            **dict.fromkeys(("uuid", "session_uuid", "timestamp", "category", "type", "country"), "VARCHAR"),
            "details": 'STRUCT("value" VARCHAR)',
            "target_user": _PERSON,
            "client": _CLIENT,
            "location": _PLACE,
        },
        event_id="uuid",
        happened_at=_AT,
        identity=("uuid", "category"),
        envelope="items",
        view=view(__package__, "sign_ins"),
        absent={"credential": _NO_CREDENTIAL},
        recognise=is_sign_in,
    ),
)
