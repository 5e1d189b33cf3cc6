"""GitHub's audit log: administration; with ``api.request`` and Git events also reads, each with its token.

Fields and actions: Enterprise, "Audit log events for your enterprise" (docs.github.com, read 2026-11), which lists the
fields of every action, and "Identifying audit log events performed by an access token". Times are in milliseconds;
either of ``@timestamp`` and ``created_at`` may be missing. Exports of an organisation lack the event's id: then a hash
of the record is the id. ``token_id`` is 0 if there is no token. Git events and API requests must be enabled.
"""

from collections.abc import Mapping

from keyroll.model.json import Json
from keyroll.providers._nested import nested
from keyroll.providers.contracts.logs import Log, LogTable, view
from keyroll.providers.contracts.values import SecretRequests, Values


def is_audit(body: Mapping[str, Json]) -> bool:
    """Return whether a record is of the audit log: ``action`` with its category, the actor's login, a time in ms."""
    action, at = body.get("action"), body.get("created_at", body.get("@timestamp"))
    return (
        isinstance(action, str)
        and "." in action
        and isinstance(body.get("actor"), str)
        and isinstance(at, int)
        and bool({"org", "business", "repo", "user", "actor_location", "_document_id"} & body.keys())
    )


_TEXTS = (
    "_document_id", "action", "actor", "actor_ip", "actor_is_bot", "actor_session", "business", "org", "repo",
    "repository", "user", "team", "blocked_user", "name", "hashed_token", "token_scopes", "programmatic_access_type",
    "operation_type", "request_category", "request_method", "method", "route", "url_path", "request_id", "user_agent",
    "external_identity_nameid", "external_identity_username", "external_id", "issuer", "visibility",
    "transport_protocol_name", "permission", "new_repo_permission", "old_repo_permission", "invitee", "key", "title",
    "fingerprint", "hook_id", "hook_url", "active", "events", "integration", "oauth_application_id", "application_name",
    "personal_access_token_id", "environment_name", "secret_name", "workflow_id", "workflow_run_id", "ref", "branch",
    "query_string", "visibility_was", "previous_visibility", "reason", "explanation",
)  # fmt: skip
_NUMBERS = (
    "@timestamp", "created_at", "actor_id", "business_id", "org_id", "repo_id", "repository_id", "user_id", "token_id",
    "status_code", "transport_protocol", "user_programmatic_access_id", "integration_id",
)  # fmt: skip


def of_row(row: Mapping[str, str]) -> Mapping[str, Json]:
    """Return the record of a row of the exported table: dots separate the names of nested objects."""
    numbers = {title: int(row[title]) for title in _NUMBERS if row.get(title, "").isdecimal()}
    return nested({**row, **numbers})


#: An exported table has the keys of the JSON form as columns, with dots: ``data.team`` (docs.github.com, "Reviewing the
#: audit log for your organization", "Exported log keys and values", read 2026-11-29).
_TABLE = LogTable(frozenset(("action", "actor", "created_at", "org")), of_row)

LOGS = (
    Log(
        name="audit",
        columns={
            **dict.fromkeys(_TEXTS, "VARCHAR"),
            **dict.fromkeys(_NUMBERS, "BIGINT"),
            "actor_location": "STRUCT(country_code VARCHAR)",
            "data": "STRUCT(team VARCHAR, old_user VARCHAR, workflow_id VARCHAR, workflow_run_id VARCHAR)",
        },
        event_id="coalesce(_document_id || '/' || \"@timestamp\", md5(line__))",
        happened_at='make_timestamptz(coalesce("@timestamp", created_at) * 1000)',
        identity=("action",),
        values=Values(
            requests=(
                SecretRequests(
                    (("action", r"[\w.]*(?:secret|variable)[\w.]*"),),
                    ("new_value", "old_value", "value", "encrypted_value"),
                ),
            )
        ),
        view=view(__package__, "audit"),
        absent={
            "credential": "actions in the browser have no token; API requests and Git events name theirs",
            "resource_uid": "pull_request.merge and sign-on events of older exports name no object",
            "status_id": "requests that an overloaded or failing server answered have no outcome",
            "src_ip": "addresses are recorded only where their display is enabled",
            "user_agent": "exports of an organisation carry no client",
        },
        recognise=is_audit,
        table=_TABLE,
    ),
)
