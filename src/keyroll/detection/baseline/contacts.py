"""Connections between hosts and destinations, and devices, from logs of network connections.

Whether an address is inside follows from the sensor's own field, then from the address: private networks, declared
networks, and networks from which people and machines of the organisation are accepted, so that servers on public
addresses are judged, too. A field with a mark for a missing value counts as missing, and IPv4 in the form of IPv6 as
IPv4.
"""

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network

from keyroll.model.event import DNS_ACTIVITY, HTTP_ACTIVITY, NETWORK_ACTIVITY
from keyroll.store.session import Session

#: Addresses outside of public networks, by SQL over a column (RFC 1918, 6598, 3927, 4193, 4291, 5771 and loopback).
_PRIVATE = (
    "regexp_matches({0}, '^(0\\.|10\\.|127\\.|169\\.254\\.|192\\.168\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.|100\\.(6[4-9]"
    "|[7-9][0-9]|1[01][0-9]|12[0-7])\\.|2(2[4-9]|[34][0-9]|5[0-5])\\.|::1?$|f[cdf]|fe[89ab])')"
)
#: Names outside of public zones (RFC 6761, 6762, 8375, 9476 and common use).
_INSIDE_NAME = (
    "(NOT contains(dst_name, '.') OR regexp_matches(lower(dst_name), "
    "'\\.(local|localhost|internal|intranet|lan|corp|home|arpa|test|invalid)\\.?$'))"
)
#: Whether a connection leaves the organisation. The address in a DNS record is the resolver's.
_OUTWARD = f"""
    CASE WHEN direction IS NOT NULL THEN direction = 'outbound'
         ELSE ({_PRIVATE.format("src_ip")} OR actor IS NOT NULL OR coalesce(happened_at >= ours.since, false))
              AND (class_uid = {DNS_ACTIVITY}
                   OR coalesce(NOT ({_PRIVATE.format("dst_ip")} OR coalesce(theirs.declared, false)), true)) END
    AND coalesce(CASE WHEN dst_name IS NOT NULL AND dst_name <> dst_ip THEN NOT {_INSIDE_NAME} END, true)"""
#: A mark for a missing value in tables of Zeek and others.
_GIVEN = "CASE WHEN {0} NOT IN ('', '-', '(empty)') THEN {0} END"
#: An address in one form.
_ADDRESS = f"regexp_replace({_GIVEN}, '^::[fF][fF][fF][fF]:([0-9.]+)$', '\\1')"

_CLASSES = (NETWORK_ACTIVITY, HTTP_ACTIVITY, DNS_ACTIVITY)


def _of_connections(session: Session, log: str) -> bool:
    return session.one("SELECT class_uid FROM events WHERE log = $log LIMIT 1", {"log": log}) in _CLASSES


def contacts(session: Session) -> None:
    """Make the view ``contacts`` over ``events``.

    A log of network connections holds only connections. One record of a log shows whether it is such a log. Other logs
    are not read.
    """
    logs = [str(log) for (log,) in session.tuples("SELECT DISTINCT log FROM logs_begin ORDER BY log")]
    named = ", ".join(f"'{log}'" for log in logs if _of_connections(session, log)) or "''"
    session.run(f"""
        CREATE OR REPLACE TEMP VIEW contacts AS
        SELECT act_of(source, log, event_id) AS act, happened_at, source, log,
               source || ':host:' || src_ip AS host, src_ip,
               lower(coalesce(dst_name, dst_ip)) AS destination, bytes_in, device_uid,
               coalesce({_OUTWARD}, false) AS outward
        FROM (
            SELECT event_id, happened_at, source, log, class_uid, actor, bytes_in, direction, implausible,
                   {_GIVEN.format("device_uid")} AS device_uid, {_GIVEN.format("dst_name")} AS dst_name,
                   {_ADDRESS.format("src_ip")} AS src_ip, {_ADDRESS.format("dst_ip")} AS dst_ip
            FROM events WHERE log IN ({named}) AND class_uid IN {_CLASSES})
        LEFT JOIN own_networks ours ON ours.net = network_of(src_ip)
        LEFT JOIN own_networks theirs ON theirs.net = network_of(dst_ip)
        WHERE NOT implausible AND src_ip IS NOT NULL""")


def declared_networks(session: Session) -> None:
    """Make ``declared_networks``: each network of the register, cut into those of ``network_of``."""
    declared = [ip_network(str(net), strict=False) for (net,) in session.tuples("SELECT network FROM segments")]
    names = sorted({name for net in declared for name in _names(net)})
    session.load_columns("declared_networks", {"net": "VARCHAR"}, {"net": names})


def _names(network: IPv4Network | IPv6Network) -> Iterator[str]:
    """Yield the names of a network's parts. Very wide networks have none: they are private or unassigned."""
    if isinstance(network, IPv6Network):
        if network.prefixlen >= 48:
            parts = (
                network.subnets(new_prefix=64) if network.prefixlen < 64 else iter([network.supernet(new_prefix=64)])
            )
            yield from (":".join(str(part.network_address).split(":")[:4]) for part in parts)
    elif network.prefixlen >= 12:
        parts4 = network.subnets(new_prefix=24) if network.prefixlen < 24 else iter([network.supernet(new_prefix=24)])
        yield from (str(part.network_address).rpartition(".")[0] for part in parts4)
