"""Slack's audit logs API: one entry for each action; the response wraps them in ``entries``.

Fields and actions: docs.slack.dev, *Audit Logs API* (*actions*, *schema*), read 2026-11. ``date_create`` is in seconds.
The object is in the field of ``entity`` that its ``type`` names.
"""

from collections.abc import Mapping

from keyroll.model.json import Json
from keyroll.providers.contracts.logs import Log, view

_NAMED = 'STRUCT(id VARCHAR, "name" VARCHAR, email VARCHAR, team VARCHAR)'
_ENTITIES = (
    "app", "user", "usergroup", "workspace", "enterprise", "file", "channel", "message", "huddle", "role",
    "account_type_role", "workflow", "barrier", "workflow_v2", "list", "canvas", "function",
)  # fmt: skip


def is_entry(body: Mapping[str, Json]) -> bool:
    """Return whether a record is an entry of the audit log."""
    return {"id", "date_create", "action", "actor", "entity", "context"} <= body.keys()


LOGS = (
    Log(
        name="audit",
        columns={
            "id": "VARCHAR",
            "date_create": "BIGINT",
            "action": "VARCHAR",
            "actor": f'STRUCT("type" VARCHAR, "user" {_NAMED})',
            "entity": 'STRUCT("type" VARCHAR, ' + ", ".join(f'"{one}" {_NAMED}' for one in _ENTITIES) + ")",
            "context": (
                "STRUCT(session_id VARCHAR, ua VARCHAR, ip_address VARCHAR, acting_agent VARCHAR,"
                ' location STRUCT("type" VARCHAR, id VARCHAR, "name" VARCHAR, domain VARCHAR),'
                ' app STRUCT(id VARCHAR, "name" VARCHAR, creator VARCHAR))'
            ),
            "details": (
                'STRUCT("type" VARCHAR, "name" VARCHAR, app_owner_id VARCHAR, bot_id VARCHAR, scopes VARCHAR[],'
                " bot_scopes VARCHAR[], new_scopes VARCHAR[], previous_scopes VARCHAR[], reason VARCHAR,"
                " installer_user_id VARCHAR, approver_id VARCHAR, target_user VARCHAR, target_user_id VARCHAR,"
                ' target_entity_id VARCHAR, export_type VARCHAR, channels VARCHAR[], app_id VARCHAR, "action" VARCHAR)'
            ),
        },
        event_id="id",
        happened_at="to_timestamp(date_create)",
        envelope="entries",
        identity=("id", '"action"'),
        view=view(__package__, "audit"),
        absent={
            "credential": "actions in the client have no app; actions through an app's token name the app",
            "status_id": "only completed actions and failed sign-ons are recorded",
            "src_ip": "actions of Slack itself have no address",
            "user_agent": "actions of Slack itself have no client",
        },
        recognise=is_entry,
    ),
)
