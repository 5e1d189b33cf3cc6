"""The latest refusals of Redis: ``ACL LOG``, a list in memory (``acllog-max-len``, 128 by default).

redis.io, *ACL LOG*, read 2026-11; responses of a server 8.0.2. **Redis writes no log of accepted commands**. Its log
file and ``MONITOR`` (which shows every command with its values) are not read. To keep the list, run this on each node
before old entries are dropped::

    redis-cli --json ACL LOG > redis/logs/acl_log/"$(date +%s)".json

- Similar refusals within a minute are one entry, whose count and time grow: each state of it is a record.
- A refused sign-in has the name that was used, never the password.
"""

from collections.abc import Mapping

from keyroll.model.json import Json
from keyroll.providers.contracts.logs import Log, view


def is_entry(body: Mapping[str, Json]) -> bool:
    """Return whether a record is an entry of the list."""
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
        absent={"user_agent": "only clients that set a name have a program"},
        recognise=is_entry,
    ),
)
