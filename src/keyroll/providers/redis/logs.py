"""What Redis refused lately: ``ACL LOG``, a list in memory of the last refusals (``acllog-max-len``, 128 by default).

redis.io, *ACL LOG*, read 2026-11; answers of a server 8.0.2. **Redis writes no log of what is accepted**: neither its
log file nor ``MONITOR`` (which shows every command with its values) is read here. To keep the list, on each node, more
often than it turns over::

    redis-cli --json ACL LOG > redis/logs/acl_log/"$(date +%s)".json

- Like refusals within a minute are one entry, whose count and time grow: each state of it is a record.
- An attempt to sign in is told with the name that was tried, and never with the password.
"""

from collections.abc import Mapping

from keyroll.model.json import Json
from keyroll.providers.contracts.logs import Log, view


def is_entry(body: Mapping[str, Json]) -> bool:
    """Say whether a record is an entry of the list."""
    return {"reason", "context", "object", "username", "client-info", "entry-id"} <= body.keys()


LOGS = (
    Log(
        name="acl_log",
        columns={
            **dict.fromkeys(("reason", "context", "object", "username", "client-info"), "VARCHAR"),
            **dict.fromkeys(("count", "entry-id", "timestamp-created", "timestamp-last-updated"), "BIGINT"),
            "age-seconds": "DOUBLE",
        },
        event_id='"timestamp-created" || \'/\' || "entry-id" || \'/\' || "count"',
        happened_at='make_timestamptz("timestamp-last-updated" * 1000)',
        identity=("reason", "username"),
        view=view(__package__, "acl_log"),
        absent={"user_agent": "only clients that name themselves tell a program"},
        recognise=is_entry,
    ),
)
