"""One device has addresses in two network segments that are declared to be separate."""

from collections.abc import Iterable, Iterator
from ipaddress import ip_address, ip_network
from itertools import groupby

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.store.session import Row

#: A "device" with more addresses is a router: frames of other devices carry its address.
ROUTER = 8


def score(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield one signal for each device, at its first contact from a second segment.

    ``rows``: subject, src_ip, happened_at, act, networks (declared by then, each with ``network`` and ``segment``), by
    subject and time. The narrowest network with an address counts. An address in none does not count.
    """
    for _, members in groupby(rows, key=lambda row: row["subject"]):
        first: tuple[str, Row] | None = None
        for number, row in enumerate(members):
            segment = _segment(str(row["src_ip"]), row["networks"])
            if number >= ROUTER or segment is None:
                continue
            first = first or (segment, row)
            if segment != first[0]:
                was, before = first
                detail = f"in {segment} as {row['src_ip']}, and in {was} as {before['src_ip']}"
                yield {**row, "net": None, "target": None, "detail": detail, "events": [before["act"], row["act"]]}
                break


def _segment(address: str, networks: object) -> str | None:
    try:
        network = ip_address(address)
    except ValueError:
        return None
    declared = [each for each in networks if isinstance(each, dict)] if isinstance(networks, list) else []
    holds = [(ip_network(str(each["network"])), str(each["segment"])) for each in declared]
    return max(((net.prefixlen, name) for net, name in holds if network in net), default=(0, None))[1]


BEHAVIOUR = Behaviour(
    id="keyroll.segment-bridge",
    aliases=("keyroll.two-segments",),
    title="One device in two declared network segments",
    weight=0.4,
    history_days=0,
    cold_start="needs no history: the declared segments are enough",
    family="segments",
    needs=("segments", "device"),
    techniques=("T1599",),
    score=score,
    sql="""
        SELECT d.subject, d.src_ip, d.happened_at, d.act,
               list({'network': s.network, 'segment': s.segment} ORDER BY s.network, s.segment) AS networks
        FROM devices d CROSS JOIN segments s
        GROUP BY d.subject, d.src_ip, d.happened_at, d.act ORDER BY d.subject, d.happened_at, d.act
    """,
)
