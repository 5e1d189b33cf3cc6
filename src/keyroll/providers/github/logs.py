"""GitHub's audit log: acts, and with "api.request" and Git events the reads, each with the hash of its token.

Fields: Enterprise, "Audit log events for your enterprise", and "Identifying audit log events performed by an access
token". ``@timestamp`` is in milliseconds; older exports have ``created_at`` alone, and no id.
"""

from keyroll.providers.contract import Log, view

LOGS = (
    Log(
        name="audit",
        columns={
            "@timestamp": "BIGINT",
            "created_at": "BIGINT",
            "_document_id": "VARCHAR",
            "action": "VARCHAR",
            "actor": "VARCHAR",
            "actor_ip": "VARCHAR",
            "actor_is_bot": "BOOLEAN",
            "hashed_token": "VARCHAR",
            "token_id": "BIGINT",
            "token_scopes": "VARCHAR",
            "programmatic_access_type": "VARCHAR",
            "operation_type": "VARCHAR",
            "request_method": "VARCHAR",
            "route": "VARCHAR",
            "status_code": "INTEGER",
            "user_agent": "VARCHAR",
            "org": "VARCHAR",
            "repo": "VARCHAR",
            "user": "VARCHAR",
        },
        event_id="_document_id",
        happened_at='make_timestamptz(coalesce("@timestamp", created_at) * 1000)',
        identity=("action",),
        view=view(__package__, "audit"),
        absent={"query": "the audit log does not keep what was searched for"},
    ),
)
