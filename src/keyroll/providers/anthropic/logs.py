"""Anthropic's activity feed: sign-ins, reads of chats, files and projects, changes of keys, people and settings.

platform.claude.com/docs, *Compliance API*: *Activity feed* and ``GET /v1/compliance/activities`` with its types and
actors, read 2026-11:

- The Compliance API must be enabled for the organisation and records from then on; activities are kept for six years. A
  compliance access key with ``read:compliance_activities`` reads it, or an admin key made since it was enabled.
- **It has no calls to the models**: of a key's use it has only calls to the Compliance API and to files and skills.
- New types are added often. The subject of an unknown type is read from its name and from the fields of known types.
- Bodies of requests are not read, because they may hold anything.

To make an export: save the response of each page (``limit=5000``, ``after_id`` of the ``last_id``) under
``anthropic/logs/activities/``.
"""

from collections.abc import Mapping

from keyroll.model.json import Json
from keyroll.providers.contracts.logs import Log, view

#: Fields of the types of activities that name the resource of an action.
_FIELDS = (
    "api_key_id", "admin_api_key_id", "service_key_id", "service_name", "key_name", "user_id", "user_email",
    "deleted_user_id", "deleted_user_email", "invited_email", "invited_role", "invite_id", "previous_role",
    "current_role", "role", "role_id", "role_name", "target_id", "target_type", "principal_id", "principal_type",
    "resource_type", "resource_id", "action", "group_id", "group_name", "workspace_id", "claude_chat_id",
    "claude_chat_snapshot_id", "claude_project_id", "claude_project_document_id", "claude_file_id", "filename",
    "claude_artifact_id", "file_id", "session_id", "skill_id", "skill_name", "plugin_id", "plugin_name", "command_id",
    "command_name", "mcp_server_id", "mcp_server_name", "integration_id", "integration_type", "marketplace_id",
    "ghe_configuration_id", "connection_id", "share_id", "domain", "provider", "url", "request_method",
)  # fmt: skip


def is_activity(body: Mapping[str, Json]) -> bool:
    """Return whether a record is an activity of the feed."""
    actor = body.get("actor")
    return {"id", "created_at", "type", "organization_uuid"} <= body.keys() and isinstance(actor, dict)


LOGS = (
    Log(
        name="activities",
        columns={
            **dict.fromkeys(("id", "created_at", "type", "organization_id", "organization_uuid"), "VARCHAR"),
            "actor": (
                'STRUCT("type" VARCHAR, user_id VARCHAR, email_address VARCHAR, api_key_id VARCHAR,'
                " admin_api_key_id VARCHAR, unauthenticated_email_address VARCHAR, directory_id VARCHAR,"
                " idp_connection_type VARCHAR, service VARCHAR, ip_address VARCHAR, user_agent VARCHAR)"
            ),
            **dict.fromkeys(_FIELDS, "VARCHAR"),
            "scopes": "VARCHAR[]",
            "member_ids": "VARCHAR[]",
            "status_code": "BIGINT",
        },
        event_id="id",
        happened_at="TRY_CAST(created_at AS TIMESTAMPTZ)",
        envelope="data",
        identity=("id", '"type"'),
        view=view(__package__, "activities"),
        absent={
            "actor": "actions before a sign-in, of Anthropic itself and of its background jobs have no account",
            "credential": "actions in the applications have no key",
            "status_id": "a sign-in that was only started has no outcome",
            "src_ip": "actions of a directory, of Anthropic itself and of its background jobs have no address",
            "user_agent": "actions of a directory, of Anthropic itself and of its background jobs have no client",
        },
        recognise=is_activity,
    ),
)
