"""sshd's log of each connection, in the forms of syslog's file and of the journal's JSON export.

sshd(8), sshd_config(5) *LogLevel*, and messages of OpenSSH 10.0p2; journalctl(1) *OUTPUT OPTIONS*; RFC 3339, RFC 5424;
read 2026-11.

- ``auth`` is a file in which each line begins with a time of RFC 3339, rsyslog's default, or with one of RFC 3164
  (``Nov 25 23:13:00``). The latter has no year and no zone: it is taken for UTC, and for the last such time before the
  file is read. Lines of other programs are left out. ``journal`` is ``journalctl
  -o json -t sshd -t sshd-session``.
- A key is known by its fingerprint, a certificate by its authority and serial, as in the listing. A certificate without
  a serial is known by its key. Passwords belong to the system: they have no identifier, only their account.
- ``LogLevel VERBOSE`` also records which keys were refused; lower levels record only the last refusal.
- An unknown user name is written unchanged. It cannot change the end of the line, which sshd writes and which is read.
"""

from collections.abc import Mapping

from keyroll.model.json import Json
from keyroll.providers.contracts.logs import Log, view

_VIEW = view(__package__, "sshd")
#: The program names of sshd and its parts.
PROGRAMS = ("sshd", "sshd-session", "sshd-auth")
_PROGRAMS = ", ".join(f"'{one}'" for one in PROGRAMS)
# A priority and version before the time are RFC 5424's; a dash means a missing field.
_AT = r"(?:<\d+>(?:\d )?)?"
_STAMP = r"\d{4}-\d\d-\d\d[T ]\S+|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d"
_PATTERN = rf"^{_AT}({_STAMP}) (\S+) ([^\s:\[]+)(?:\[(\d+)\]:| (\d+|-) \S+ (?:-|\[.*?\])|:) (.*)$"
#: A time without a year is in the year of the read or in the year before, and never later than the read.
_OF_YEAR = (
    "list_filter([timezone('UTC', try_strptime((year(timezone('UTC', $now::TIMESTAMPTZ)) - {0}) || ' ' || "
    "regexp_replace(stamp, ' +', ' '), '%Y %b %d %H:%M:%S'))], LAMBDA t : t <= $now::TIMESTAMPTZ + INTERVAL 1 DAY)[1]"
)
_ABSENT = {
    "actor": "connections before they name a user, and unknown users, have none",
    "credential": "passwords belong to the system, and only sign-ins with a key name the key",
    "status_id": "messages that neither accept nor refuse have no outcome",
    "src_ip": "sessions of the system's own modules, and messages of the server, have no address",
    "user_agent": "sshd does not write the client program",
}


def is_entry(body: Mapping[str, Json]) -> bool:
    """Return whether a record is an entry of the journal that sshd wrote."""
    return "__REALTIME_TIMESTAMP" in body and body.get("SYSLOG_IDENTIFIER") in PROGRAMS


LOGS = (
    Log(
        name="auth",
        columns=dict.fromkeys(("stamp", "host", "program", "pid", "procid", "message"), "VARCHAR"),
        pattern=_PATTERN,
        known_line=rf"^{_AT}(?:{_STAMP}) \S+ (?:{'|'.join(PROGRAMS)})[\[: ]",
        happened_at=f"coalesce(TRY_CAST(stamp AS TIMESTAMPTZ), {_OF_YEAR.format(0)}, {_OF_YEAR.format(1)})",
        identity=("message",),
        keep=f"program IN ({_PROGRAMS})",
        view=_VIEW.replace("FROM native", 'FROM (SELECT *, coalesce(pid, procid, host) AS "process" FROM native)'),
        absent=_ABSENT,
    ),
    Log(
        name="journal",
        columns=dict.fromkeys(
            (
                "__CURSOR", "__REALTIME_TIMESTAMP", "_BOOT_ID", "_HOSTNAME", "_PID", "_SYSTEMD_UNIT", "PRIORITY",
                "SYSLOG_IDENTIFIER", "SYSLOG_PID", "MESSAGE",
            ),
            "VARCHAR",
        ),
        event_id='"__CURSOR"',
        happened_at='make_timestamptz(TRY_CAST("__REALTIME_TIMESTAMP" AS BIGINT))',
        identity=('"MESSAGE"', '"SYSLOG_IDENTIFIER"'),
        keep=f'"SYSLOG_IDENTIFIER" IN ({_PROGRAMS})',
        view=_VIEW.replace(
            "FROM native",
            'FROM (SELECT *, "_HOSTNAME" AS host, coalesce("_PID", "SYSLOG_PID") AS "process" FROM native)',
        ),
        absent=_ABSENT,
        recognise=is_entry,
    ),
)  # fmt: skip
