"""OpenAI's audit log: changes in an organisation with their actor, and sign-ins.

platform.openai.com, API reference, *Audit logs* (``GET /v1/organization/audit_logs``), and the models of the vendor's
library ``openai`` 3.57, read 2026-11:

- It must be enabled in the organisation's settings, and cannot be disabled again. **It has neither calls to the models
  nor their keys**.
- ``effective_at`` is in seconds. The resource of an action is in a field with the same name as the ``type``.
- A key is named by its tracking id, which is its id in the lists, for a project's key and an admin key.
- An action in the web application has an address. An action with a key has none.

To make an export: save the response of each page (``limit=100``, ``after`` the last id) under ``openai/logs/audit/``.
"""

from collections.abc import Mapping

from keyroll.model.json import Json
from keyroll.providers.contracts.logs import Log, view

#: Types of actions whose object is in a field of that name.
TYPES = (
    *(f"{one}.{act}" for one in ("api_key", "certificate", "group", "ip_allowlist", "role", "service_account",
                                 "workload_identity_provider", "workload_identity_provider_mapping")
      for act in ("created", "updated", "deleted")),
    *(f"user.{act}" for act in ("added", "updated", "deleted")),
    *(f"project.{act}" for act in ("created", "updated", "archived", "deleted")),
    *(f"invite.{act}" for act in ("sent", "accepted", "deleted")),
    *(f"role.{act}" for act in ("assignment.created", "assignment.deleted", "bound_to_resource",
                                "unbound_from_resource")),
    "certificates.activated", "certificates.deactivated",
    "checkpoint.permission.created", "checkpoint.permission.deleted",
    "external_key.registered", "external_key.removed", "external_storage.registered", "external_storage.removed",
    "ip_allowlist.config.activated", "ip_allowlist.config.deactivated",
    "login.failed", "logout.failed", "organization.updated", "rate_limit.updated", "rate_limit.deleted",
    "scim.enabled", "scim.disabled",
)  # fmt: skip
_DATA = 'STRUCT("role" VARCHAR, scopes VARCHAR[], email VARCHAR, "name" VARCHAR, title VARCHAR)'
_DETAIL = (
    "STRUCT(id VARCHAR, \"name\" VARCHAR, email VARCHAR, principal_id VARCHAR, principal_type VARCHAR,"
    " resource_id VARCHAR, resource_type VARCHAR, role_id VARCHAR, service_account_id VARCHAR, project_id VARCHAR,"
    f" error_code VARCHAR, data {_DATA}, changes_requested {_DATA})"
)  # fmt: skip
_USER = "STRUCT(id VARCHAR, email VARCHAR)"


def is_entry(body: Mapping[str, Json]) -> bool:
    """Return whether a record is an entry of the audit log."""
    return {"id", "effective_at", "type"} <= body.keys() and isinstance(body["effective_at"], int)


LOGS = (
    Log(
        name="audit",
        columns={
            "id": "VARCHAR",
            "type": "VARCHAR",
            "effective_at": "BIGINT",
            "project": 'STRUCT(id VARCHAR, "name" VARCHAR)',
            "actor": (
                f'STRUCT("type" VARCHAR, "session" STRUCT("user" {_USER}, ip_address VARCHAR, user_agent VARCHAR),'
                f' api_key STRUCT(id VARCHAR, "type" VARCHAR, "user" {_USER}, service_account STRUCT(id VARCHAR)))'
            ),
            **dict.fromkeys(TYPES, _DETAIL),
        },
        event_id="id",
        happened_at="to_timestamp(effective_at)",
        envelope="data",
        identity=("id", '"type"'),
        view=view(__package__, "audit").replace("__details__", ", ".join(f'"{one}"' for one in TYPES)),
        absent={
            "actor": "a refused sign-in may have none",
            "credential": "actions in the web application have no key",
            "src_ip": "actions with a key have no address",
            "user_agent": "actions with a key have no client",
        },
        recognise=is_entry,
    ),
)
