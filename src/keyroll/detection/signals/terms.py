"""Spans and SQL terms that several behaviours share."""

from typing import Final

#: The most events that one finding carries as evidence; the latest are kept.
MAX_EVIDENCE: Final = 200
#: Days of log before an event, and days after which an object, a network or a machine is no longer new. A weekly job
#: ran twice by then.
WARM_UP_DAYS: Final = 14
#: Days without a new value after which a machine's set of values counts as settled.
SETTLED_DAYS: Final = 14
#: A machine with more networks than this in two weeks roams: one more network is weak evidence.
ROAMING_NETWORKS: Final = 10
#: The number of networks of a subject in the two weeks until a row, in a query with one row for its first use of each.
RECENT_NETWORKS: Final = """count(*) OVER (PARTITION BY subject ORDER BY happened_at
                              RANGE BETWEEN INTERVAL 14 DAYS PRECEDING AND CURRENT ROW)"""
#: The address range of ``net``, as a hosting company has it: two numbers of IPv4, two groups of IPv6. It is no macro:
#: behaviours run on other engines, too.
ADDRESS_RANGE: Final = """
    CASE WHEN contains(net::VARCHAR, ':') THEN array_to_string(string_split(net::VARCHAR, ':')[1:2], ':')
         ELSE regexp_replace(net::VARCHAR, '\\.\\d+$', '') END"""
