"""GitLab's audit events (in the shape of the API and of ``audit_json.log``), and the API's log.

Audit events: docs.gitlab.com, *Audit event schema* and *Audit event types*, read 2026-11. Older events have no
``event_type`` and name the action in ``details`` (``change``, ``add``, ``remove``, ``with``, ``custom_message``). The
API's log: *Log system*, ``api_json.log``; ``token_type`` and ``token_id`` seen in a real record.
"""

from collections.abc import Mapping

from keyroll.model.json import Json
from keyroll.providers.contracts.logs import Log, view
from keyroll.providers.contracts.values import ObjectMembers, SecretRequests, Values

_TEXTS = (
    "event_type", "event_name", "entity_type", "entity_path", "author_name", "author_class", "target_type",
    "target_details", "ip_address", "severity", "time", "created_at", "correlation_id", "meta.caller_id",
    "meta.remote_ip", "meta.user", "meta.client_id", "meta.project", "meta.root_namespace", "change", "from", "to",
    "add", "remove", "with", "custom_message", "action", "as",
)  # fmt: skip
_DETAILS = (
    "author_name", "author_email", "author_class", "target_id", "target_type", "target_details", "ip_address",
    "entity_path", "custom_message", "event_name", "change", "from", "to", "add", "remove", "with", "as", "action",
    "failed_login", "protocol", "verb",
)  # fmt: skip


def is_audit_event(body: Mapping[str, Json]) -> bool:
    """Return whether a record is an audit event, in either form."""
    return {"author_id", "entity_id", "entity_type"} <= body.keys() and ("details" in body or "target_type" in body)


def is_api_request(body: Mapping[str, Json]) -> bool:
    """Return whether a record is a request in the API's log."""
    return {"time", "method", "path", "route", "duration_s"} <= body.keys()


LOGS = (
    Log(
        name="audit",
        columns={
            "id": "BIGINT",
            "author_id": "BIGINT",
            "entity_id": "BIGINT",
            "target_id": "VARCHAR",
            **dict.fromkeys(_TEXTS, "VARCHAR"),
            "details": "STRUCT(" + ", ".join(f'"{name}" VARCHAR' for name in _DETAILS) + ")",
        },
        event_id="coalesce(id || '/' || created_at, md5(line__))",
        happened_at='coalesce(TRY_CAST(created_at AS TIMESTAMPTZ), TRY_CAST("time" AS TIMESTAMPTZ))',
        identity=("entity_type", "author_id"),
        view=view(__package__, "audit"),
        absent={
            "credential": "audit events name the account, never the token that it used",
            "src_ip": "some events, and older lines of audit_json.log, have no address",
            "user_agent": "audit events do not carry the client program",
        },
        values=Values(requests=(SecretRequests((("change", "value|token|secret|password"),), ("from", "to")),)),
        recognise=is_audit_event,
    ),
    Log(
        name="api",
        columns={
            "time": "VARCHAR",
            "status": "INTEGER",
            "method": "VARCHAR",
            "path": "VARCHAR",
            "params": 'STRUCT("key" VARCHAR, "value" VARCHAR)[]',
            "host": "VARCHAR",
            "remote_ip": "VARCHAR",
            "ua": "VARCHAR",
            "route": "VARCHAR",
            "user_id": "BIGINT",
            "username": "VARCHAR",
            "token_type": "VARCHAR",
            "token_id": "BIGINT",
            "correlation_id": "VARCHAR",
            "meta.auth_fail_reason": "VARCHAR",
            "meta.auth_fail_token_id": "VARCHAR",
            "meta.project": "VARCHAR",
            "meta.root_namespace": "VARCHAR",
            "duration_s": "DOUBLE",
        },
        event_id="coalesce(correlation_id, md5(line__))",
        happened_at='TRY_CAST("time" AS TIMESTAMPTZ)',
        identity=("path", "method"),
        # The parameter of this name is the value of a variable.
        values=Values(
            objects=(ObjectMembers("key", "value|file_content|content", ("value",)),),
            requests=(SecretRequests((("path", r"[^\x22]*/variables(?:[/?][^\x22]*)?"),), ("params",), ("key",)),),
        ),
        view=view(__package__, "api"),
        absent={
            "actor": "anonymous requests, and requests with a deploy token, have no user",
            "credential": "requests of a signed-in person have no token",
            "status_id": "a response of an overloaded or failing server has no outcome",
        },
        recognise=is_api_request,
    ),
)
