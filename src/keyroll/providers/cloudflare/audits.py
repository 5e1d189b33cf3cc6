"""Cloudflare's audit log in its other forms: both versions of the API, and Logpush's second version.

developers.cloudflare.com, *Audit Logs v2* (Logpush data set), *Audit logs* of the API (``/accounts/{id}/audit_logs``
and ``/accounts/{id}/logs/audit``), and the types of the vendor's TypeScript library 4.2.0, read 2026-11. The API names
the token that acted. Values of requests and responses (``newValue``, ``resource.request``) are left out.
"""

from collections.abc import Mapping
from typing import Final

from keyroll.model.json import Json
from keyroll.providers.cloudflare.times import happened
from keyroll.providers.contracts.logs import Log, view

#: The fields of both forms that the first version of Logpush lacks.
_MORE: Final = "  agent AS user_agent,\n  regexp_replace(ActorIP,"
_BY_TOKEN: Final = """  CASE
    WHEN token IS NOT NULL THEN source || ':account_token:' || token
    WHEN coalesce(ActorEmail, '')"""  # noqa: S105 - SQL, no secret


def _view(native: str) -> str:
    """Return the view of the first version over records that are converted to its columns."""
    text = view(__package__, "audit").replace("  regexp_replace(ActorIP,", _MORE)
    text = text.replace("  CASE\n    WHEN coalesce(ActorEmail, '')", _BY_TOKEN)
    return text.replace("FROM native", f"FROM ({native})")


_API: Final = """SELECT *,
  CASE WHEN resource.product IS NULL THEN "action"."type" ELSE concat_ws(' ', "action"."type", resource.product, resource."type") END AS ActionType,
  CASE lower("action"."result") WHEN 'true' THEN true WHEN 'success' THEN true WHEN 'false' THEN false WHEN 'failure' THEN false END AS ActionResult,
  actor.email AS ActorEmail, actor.id AS ActorID, coalesce(actor.ip, actor.ip_address) AS ActorIP,
  actor."type" AS ActorType, nullif(actor.token_id, '') AS token, nullif(native_raw.user_agent, '') AS agent,
  resource."type" AS ResourceType, resource.id AS ResourceID
FROM native"""  # noqa: E501 - a column is a line
_PUSHED: Final = """SELECT * REPLACE (
  concat_ws(' ', ActionType, ResourceProduct, ResourceType) AS ActionType,
  CASE lower(ActionResult) WHEN 'success' THEN true WHEN 'true' THEN true WHEN 'failure' THEN false WHEN 'false' THEN false END AS ActionResult),
  ActorIPAddress AS ActorIP, nullif(ActorTokenDetails.ID, '') AS token, nullif(native_raw.UserAgent, '') AS agent
FROM native"""  # noqa: E501 - a column is a line
_ABSENT: Final = {
    "user_agent": "only the second version of the log has the client, and not for every action",
    "status_id": "records that changed nothing have no result",
    "resource_uid": "some records name no resource",
    "src_ip": "actions of Cloudflare itself have no address",
    "credential": "actions in the dashboard have no token",
    "actor": "actions of Cloudflare itself have no actor",
}


def _of_api(body: Mapping[str, Json]) -> bool:
    action, actor = body.get("action"), body.get("actor")
    return isinstance(action, dict) and "type" in action and isinstance(actor, dict) and {"id", "resource"} <= set(body)


AUDIT_API: Final = Log(
    name="audit_api",
    columns={
        "id": "VARCHAR",
        "when": "VARCHAR",
        "action": 'STRUCT("type" VARCHAR, "result" VARCHAR, "time" VARCHAR, description VARCHAR)',
        "actor": (
            'STRUCT(id VARCHAR, email VARCHAR, ip VARCHAR, ip_address VARCHAR, "type" VARCHAR, token_id VARCHAR,'
            " token_name VARCHAR, context VARCHAR)"
        ),
        "interface": "VARCHAR",
        "owner": "STRUCT(id VARCHAR)",
        "account": 'STRUCT(id VARCHAR, "name" VARCHAR)',
        "resource": 'STRUCT(id VARCHAR, "type" VARCHAR, product VARCHAR, "scope" VARCHAR)',
        "raw": "STRUCT(status_code INTEGER, user_agent VARCHAR, uri VARCHAR, method VARCHAR)",
        "zone": 'STRUCT(id VARCHAR, "name" VARCHAR)',
    },
    event_id="id",
    happened_at=happened('coalesce("when", "action"."time")'),
    envelope="result",
    identity=("id", '"action"."type"'),
    view=_view(_API),
    absent=_ABSENT,
    recognise=_of_api,
)
AUDIT_V2: Final = Log(
    name="audit_v2",
    columns={
        **dict.fromkeys(
            (
                "AuditLogID", "ActionTimestamp", "ActionType", "ActionResult", "ActionDescription", "ActorContext",
                "ActorEmail", "ActorID", "ActorIPAddress", "ActorType", "ResourceID", "ResourceType",
                "ResourceProduct", "ResourceScope", "AccountID", "ZoneName",
            ),
            "VARCHAR",
        ),
        "ActorTokenDetails": 'STRUCT(ID VARCHAR, "Name" VARCHAR)',
        "Raw": "STRUCT(UserAgent VARCHAR, StatusCode INTEGER)",
    },
    event_id="AuditLogID",
    happened_at=happened("ActionTimestamp"),
    identity=("AuditLogID", "ActionType"),
    view=_view(_PUSHED),
    absent=_ABSENT,
    recognise=lambda body: {"AuditLogID", "ActionTimestamp", "ActionType"} <= body.keys(),
)  # fmt: skip
