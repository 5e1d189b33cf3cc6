"""Connections between hosts and destinations, and devices, from logs of network connections."""

from keyroll.model.event import DNS_ACTIVITY, HTTP_ACTIVITY, NETWORK_ACTIVITY
from keyroll.store.session import Session

#: Addresses of no public network, by SQL over a column (RFC 1918, 6598, 3927, 4193, 4291, 5771 and loopback).
_INSIDE = (
    "regexp_matches({}, '^(0\\.|10\\.|127\\.|169\\.254\\.|192\\.168\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.|100\\.(6[4-9]"
    "|[7-9][0-9]|1[01][0-9]|12[0-7])\\.|2(2[4-9]|[34][0-9]|5[0-5])\\.|::1?$|f[cdf]|fe[89ab])')"
)
#: Names that no public zone has (RFC 6761, 6762, 8375, 9476 and common use).
_INSIDE_NAME = (
    "(NOT contains(dst_name, '.') OR regexp_matches(lower(dst_name), "
    "'\\.(local|localhost|internal|intranet|lan|corp|home|arpa|test|invalid)\\.?$'))"
)
#: Whether a connection leaves the organisation; the address in a DNS record is the resolver's.
_OUTWARD = f"""
    ({_INSIDE.format("src_ip")} OR actor IS NOT NULL)
    AND coalesce(CASE WHEN dst_name IS NOT NULL AND dst_name <> dst_ip THEN NOT {_INSIDE_NAME} END, true)
    AND (class_uid = {DNS_ACTIVITY} OR coalesce(NOT {_INSIDE.format("dst_ip")}, true))"""


_CLASSES = (NETWORK_ACTIVITY, HTTP_ACTIVITY, DNS_ACTIVITY)


def _of_connections(session: Session, log: str) -> bool:
    return session.one("SELECT class_uid FROM events WHERE log = $log LIMIT 1", {"log": log}) in _CLASSES


def contacts(session: Session) -> None:
    """Make the view ``contacts`` over ``events``.

    A log of network connections holds nothing else. One record of a log shows whether it is such a log; other logs are
    not read.
    """
    logs = [str(log) for (log,) in session.tuples("SELECT DISTINCT log FROM logs_begin ORDER BY log")]
    named = ", ".join(f"'{log}'" for log in logs if _of_connections(session, log)) or "''"
    session.run(f"""
        CREATE OR REPLACE TEMP VIEW contacts AS
        SELECT act_of(e.source, e.log, e.event_id) AS act, happened_at, e.source, e.log,
               e.source || ':host:' || src_ip AS host, src_ip,
               lower(coalesce(dst_name, dst_ip)) AS destination, bytes_in, device_uid,
               coalesce({_OUTWARD}, false) AS outward
        FROM events e
        WHERE log IN ({named}) AND class_uid IN {_CLASSES} AND NOT implausible AND src_ip IS NOT NULL""")
