"""slapd's log at the level ``stats``: one line for each request, and one for its result.

slapd.conf(5) *loglevel*, *logfile*, *logfile-format*; OpenLDAP Administrator's Guide 2.6, *Debugging*; lines of slapd
2.6.10, read 2026-11. The file is slapd's own (``logfile``, with ``logfile-format rfc3339-utc``) or rsyslog's.

- Only the line of the result is an event. An earlier line of the same ``conn`` and ``op`` has the request, the last
  accepted ``BIND`` of the connection the account, and the connection's first line the address: these are joined. A log
  that begins in the middle of a connection lacks them.
- A filter and an assertion may hold a password that is searched for. These values are masked. No line of this log has
  written values. The overlay ``auditlog`` has them, also hashes, over several lines: it is not read.
- A change shows only its attributes, not the new values: the log does not show whether a member was added to a group or
  removed.
"""

from keyroll.providers.contracts.logs import Log, view
from keyroll.providers.contracts.values import Values

_PATTERN = r"^(?:<\d+>)?(\d{4}-\d\d-\d\d[T ]\S+) (\S+) ([^\s:\[]+)(?:\[(\d+)\])?: (?:conn=(\d+) (?:op=(\d+) )?)?(.*)$"
_GROUPS = ("stamp", "host", "program", "pid", "conn", "op", "message")
#: Values that a filter compares a password with; a test for its presence (``=*``) stays.
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
            "actor": "a connection without a sign-in has none; only results name the account, not requests",
            "credential": "a connection without a sign-in has none; only results name the account, not requests",
            "status_id": "only results have an outcome",
            "src_ip": "connections by socket, and messages of the server, have no address",
            "user_agent": "the protocol has no client program",
        },
    ),
)
