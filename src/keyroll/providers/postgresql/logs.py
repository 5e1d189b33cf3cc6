"""PostgreSQL's log in its JSON form (``jsonlog``, since 15), an object for each message; ``text`` has the other forms.

postgresql.org, *Using JSON-Format Log Output*, read 2026-11; messages of a server 18. A statement that sets a password
may be logged in clear: the text after PASSWORD is masked before anything is written.
"""

from collections.abc import Mapping

from keyroll.model.json import Json
from keyroll.providers.contracts.logs import Log, view
from keyroll.providers.postgresql.text import CSV, STDERR


def is_message(body: Mapping[str, Json]) -> bool:
    """Return whether a record is a message of the server."""
    return {"timestamp", "pid", "error_severity", "message", "backend_type"} <= body.keys()


LOGS = (
    Log(
        name="server",
        columns={
            **dict.fromkeys(
                (
                    "timestamp",
                    "user",
                    "dbname",
                    "remote_host",
                    "session_id",
                    "ps",
                    "session_start",
                    "vxid",
                    "error_severity",
                    "state_code",
                    "message",
                    "detail",
                    "hint",
                    "context",
                    "statement",
                    "func_name",
                    "file_name",
                    "application_name",
                    "backend_type",
                ),
                "VARCHAR",
            ),
            **dict.fromkeys(("pid", "remote_port", "line_num", "txid", "query_id", "leader_pid"), "BIGINT"),
        },
        event_id="coalesce(session_id || '/' || line_num || '/' || pid, md5(line__))",
        happened_at='TRY_CAST("timestamp" AS TIMESTAMPTZ)',
        identity=("message", "error_severity"),
        view=view(__package__, "server"),
        absent={
            "actor": "the server's own processes, and connections before they sign in, have no user",
            "credential": "the server's own processes, and connections before they sign in, have no user",
            "status_id": "messages that are neither a connection nor a statement have no outcome",
            "src_ip": "connections by socket, and the server's own processes, have no address",
            "user_agent": "only clients that set application_name name their program",
        },
        recognise=is_message,
    ),
    STDERR,
    CSV,
)
