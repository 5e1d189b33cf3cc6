"""RabbitMQ's log: opened and closed connections, refusals, and users that are created.

rabbitmq.com, *Logging*, *Access Control*, read 2026-11; messages of a broker 4.0.5. ``server`` is the broker's default
log file, ``server_json`` the same with ``log.file.formatter = json``: both give the same events.

- A message may have several lines, each with its own prefix in the file. Only the first line is an event, so a refused
  user's name cannot forge a second event.
- Use of the management API is logged only if it is refused, and then without an address. **The actor who creates,
  changes or deletes a user is not logged**: the plugin ``rabbitmq_event_exchange`` publishes it (``acting_user``) to
  subscribers, but to no file.
- Reads from and writes to queues are not logged, only refusals.
- The client program is the name that a client gives its connection.
"""

from collections.abc import Mapping

from keyroll.model.json import Json
from keyroll.providers.contracts.logs import Log, view

_PATTERN = r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+[+-]\d\d:\d\d) \[([a-z]+)\] (<\d+\.\d+\.\d+>) (.*)$"
_VIEW = view(__package__, "server")
_LINES = "PARTITION BY source, pid, happened_at, level ORDER BY raw, record"
_WHOLE = f"OVER ({_LINES} ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)"
#: ``head``, ``second`` and ``tail`` are the first, second and last line of the message that a record starts.
_OF_LINES = (
    f"(SELECT *, row_number() OVER ({_LINES}) = 1 AS begins, msg AS head, lead(msg) OVER ({_LINES}) AS second, "  # noqa: S608 - of the constants above
    f"last_value(msg) {_WHOLE} AS tail FROM native)"
)
_OF_TEXT = (
    "(SELECT *, true AS begins, split_part(msg, chr(10), 1) AS head, "
    "nullif(split_part(msg, chr(10), 2), '') AS second, regexp_extract(msg, '([^\\n]*)$', 1) AS tail FROM native)"
)
_ABSENT = {
    "actor": "the broker does not say who creates or changes a user; its own messages have no actor",
    "credential": "the broker does not say who creates or changes a user; its own messages have no actor",
    "status_id": "messages that are neither a sign-in, a refusal nor a change have no outcome",
    "src_ip": "refusals of the management API, and changes, are logged without an address",
    "user_agent": "only clients that name their connection have one",
}


def is_message(body: Mapping[str, Json]) -> bool:
    """Return whether a record is a message of a broker."""
    pid = body.get("pid")
    return {"time", "level", "msg"} <= body.keys() and isinstance(pid, str) and pid.startswith("<")


LOGS = (
    Log(
        name="server",
        columns=dict.fromkeys(("time", "level", "pid", "msg"), "VARCHAR"),
        pattern=_PATTERN,
        happened_at='TRY_CAST("time" AS TIMESTAMPTZ)',
        identity=("pid",),
        view=_VIEW.replace("native", _OF_LINES),
        absent=_ABSENT,
    ),
    Log(
        name="server_json",
        columns={**dict.fromkeys(("time", "level", "pid", "msg", "domain", "file"), "VARCHAR"), "line": "BIGINT"},
        event_id="\"time\" || '/' || pid || '/' || md5(msg)",
        happened_at='TRY_CAST("time" AS TIMESTAMPTZ)',
        identity=("msg", "pid"),
        view=_VIEW.replace("native", _OF_TEXT),
        absent=_ABSENT,
        recognise=is_message,
    ),
)
