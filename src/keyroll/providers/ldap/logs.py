"""What slapd writes at the level ``stats``: one line for each request, and one for its result.

slapd.conf(5) *loglevel*, *logfile*, *logfile-format*; OpenLDAP Administrator's Guide 2.6, *Debugging*; lines of slapd
2.6.10, read 2026-11. The file is slapd's own (``logfile``, with ``logfile-format rfc3339-utc``) or rsyslog's.

- Only the line of the result is an act. What was asked stands in an earlier line of the same ``conn`` and ``op``, who
  asks in the last ``BIND`` of the connection that was accepted, and from where in its first line: these are joined. A
  log that begins in the middle of a connection does not show them.
- A filter and an assertion may hold a password that somebody looks for; these values are masked. Values that are
  written are in no line of this log. The overlay ``auditlog`` has them, hashes too, over several lines: it is not read.
- Only the attributes of a change are told, not what becomes of them: whether somebody was added to a group or taken
  out of it is not.
"""

from keyroll.providers.contracts.logs import Log, view
from keyroll.providers.contracts.values import Values

_PATTERN = r"^(?:<\d+>)?(\d{4}-\d\d-\d\d[T ]\S+) (\S+) ([^\s:\[]+)(?:\[(\d+)\])?: (?:conn=(\d+) (?:op=(\d+) )?)?(.*)$"
_GROUPS = ("stamp", "host", "program", "pid", "conn", "op", "message")
#: Values that a filter compares a password with; that it is looked for at all (``=*``) stays.
_VALUE = (
    r"(?i)\b(?:userpassword|authpassword|unicodepwd|\w*password|\w*passwd|\w*secret|\w*(?:nt|lm)hash)"
    r"(?:;[\w-]+|:[\w.]*:?)*[~<>]?=((?:[^*)\x22\n]|\*[^)\x22\n])[^)\n]*)"
)

LOGS = (
    Log(
        name="stats",
        columns=dict.fromkeys(_GROUPS, "VARCHAR"),
        pattern=_PATTERN,
        known_line=r"^(?:<\d+>)?\d{4}-\d\d-\d\d[T ]\S+ \S+ slapd[\[:]",
        happened_at="TRY_CAST(stamp AS TIMESTAMPTZ)",
        identity=("message",),
        keep="program = 'slapd'",
        values=Values(texts=(_VALUE,)),
        view=view(__package__, "stats"),
        absent={
            "actor": "a connection that has not signed in is nobody's; requests tell nobody, their results do",
            "credential": "a connection that has not signed in is nobody's; requests tell nobody, their results do",
            "status_id": "only results have an outcome",
            "src_ip": "connections by socket, and messages of the server, have no address",
            "user_agent": "the protocol carries no program of a client",
        },
    ),
)
