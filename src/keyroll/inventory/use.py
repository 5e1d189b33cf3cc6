"""Who uses each credential, from where, with what, and in which rhythm; and which log would have shown it."""

from keyroll.inventory.parts import Part
from keyroll.store.session import Session

#: The network of an address, by SQL over ``src_ip``: three numbers of IPv4, four groups of IPv6.
NETWORK = """
    CASE WHEN contains(src_ip, ':') THEN array_to_string(string_split(src_ip, ':')[1:4], ':')
         ELSE regexp_replace(src_ip, '\\.\\d+$', '') END"""
#: The family of a client program, by SQL over ``user_agent``: its first product (RFC 9110, 10.1.5), lower case.
CLIENT = "lower(nullif(regexp_extract(user_agent, '^[^/ (]+'), ''))"

#: Use and refusals of each identifier met in a log, by network, client and day.
USE_DAYS = Part(
    "use_days",
    "events",
    f"SELECT * EXCLUDE (src_ip, user_agent), {NETWORK} AS network, {CLIENT} AS client FROM ("
    "SELECT credential AS identifier, source, log, src_ip, user_agent, happened_at::DATE AS day, "
    "count(*) FILTER (status_id = 1) AS uses, min(happened_at) FILTER (status_id = 1) AS first_used, "
    "max(happened_at) FILTER (status_id = 1) AS last_used, count(*) FILTER (status_id = 2) AS refusals, "
    "max(happened_at) FILTER (status_id = 2) AS last_refused, min(actor) AS actor FROM {arriving} "
    "WHERE credential IS NOT NULL AND NOT implausible GROUP BY ALL)",
    {
        "uses": "sum(uses)::BIGINT",
        "first_used": "min(first_used)",
        "last_used": "max(last_used)",
        "refusals": "sum(refusals)::BIGINT",
        "last_refused": "max(last_refused)",
        "actor": "min(actor)",
    },
    of_whom="identifier",
)
#: The days of each log.
LOG_DAYS = Part(
    "log_days",
    "events",
    "SELECT source, log, day, min(happened_at) AS begins, max(happened_at) AS ends, count(*) AS events "
    "FROM {arriving} WHERE NOT implausible GROUP BY ALL",
    {"begins": "min(begins)", "ends": "max(ends)", "events": "sum(events)::BIGINT"},
)
#: Two identifiers that one record gives to the credential it was made with.
NAMED_TWICE = Part(
    "named_twice",
    "events",
    "SELECT credential AS identifier, credential_alias AS alias, happened_at AS first_seen FROM {arriving} "
    "WHERE credential_alias IS NOT NULL AND credential IS NOT NULL AND NOT implausible",
    {"first_seen": "min(first_seen)"},
    of_whom="identifier",
)
PARTS = (USE_DAYS, LOG_DAYS, NAMED_TWICE)
_SUMS = ", ".join(f"{how} AS {column}" for column, how in USE_DAYS.sums.items())
#: A day is part of a rhythm when the credential was accepted on it; gaps are between such days.
_RHYTHM = """
    CASE WHEN count(*) = 1 THEN 'once'
         WHEN median(gap) <= 1 AND max(gap) <= 4 AND count(*) >= 5
              THEN CASE WHEN sum(uses) >= 24 * count(*) THEN 'continuous' ELSE 'daily' END
         WHEN count(gap) >= 2 AND median(gap) BETWEEN 6 AND 8 AND max(gap) <= 2 * median(gap) THEN 'weekly'
         WHEN count(gap) >= 2 AND median(gap) BETWEEN 26 AND 35 AND max(gap) <= 1.6 * median(gap) THEN 'monthly'
         WHEN count(gap) >= 2 AND median(gap) BETWEEN 80 AND 100 AND max(gap) <= 1.6 * median(gap) THEN 'quarterly'
         ELSE 'irregular' END"""


_USED = f"SELECT identifier, source, log, {_SUMS} FROM use_days GROUP BY identifier, source, log"
VIEWS = {"used": _USED}


def used(session: Session) -> None:
    """Make ``used_identifiers(identifier, source, log, …)`` (use and refusals of each identifier in a log) and
    ``log_windows``."""
    session.run(f"CREATE OR REPLACE TEMP TABLE used_identifiers AS {_USED}")
    session.run(
        "CREATE OR REPLACE TEMP TABLE log_windows AS SELECT source, log, min(begins) AS begins, max(ends) AS ends, "
        "sum(events)::BIGINT AS events, count(DISTINCT day) AS days FROM log_days GROUP BY source, log"
    )


def consumers(session: Session) -> None:
    """Make ``consumers`` (a row a credential, log, network and client), ``rhythm_facts`` and ``refused``.

    A workload is known here by where it comes from and the program that it calls itself.
    """
    session.run(
        "CREATE OR REPLACE TEMP TABLE consumers AS SELECT id, source, log, network, client, min(first_used) AS "
        "first_used, max(last_used) AS last_used, sum(uses)::BIGINT AS uses, sum(refusals)::BIGINT AS refusals, "
        "count(DISTINCT day) FILTER (uses > 0) AS active_days FROM use_days JOIN identifiers USING (identifier) "
        "GROUP BY id, source, log, network, client"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE refused AS SELECT id, sum(refusals)::BIGINT AS refusals, "
        "max(last_refused) AS last_refused FROM used_identifiers JOIN identifiers USING (identifier) GROUP BY id"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE rhythm_facts AS WITH days AS ("
        "SELECT id, day, sum(uses) AS uses, min(first_used) AS first_used, max(last_used) AS last_used "
        "FROM use_days JOIN identifiers USING (identifier) GROUP BY id, day), gaps AS ("
        "SELECT *, day - lag(day) OVER (PARTITION BY id ORDER BY day) AS gap FROM days WHERE uses > 0) "
        "SELECT id, sum(uses)::BIGINT AS uses, count(*) AS active_days, min(first_used) AS first_used, "
        "max(last_used) AS last_used, median(gap)::DOUBLE AS median_gap_days, max(gap)::DOUBLE AS longest_gap_days, "
        f"{_RHYTHM} AS rhythm FROM gaps GROUP BY id"
    )


def shown_in(session: Session) -> None:
    """Make ``shown_in(provider, kind, source, log, begins, ends, days)``: the log that shows the use of a kind.

    A log shows a kind where it has shown a credential of that kind by its identifier; of several, the one with most
    use: an audit log that names an account now and then does not show that it is unused.
    """
    session.run(
        "CREATE OR REPLACE TEMP TABLE shown_in AS SELECT k.provider, k.kind, u.source, u.log, w.begins, w.ends, w.days "
        "FROM (SELECT source, log, split_part(identifier, '@', 1) AS provider, split_part(identifier, ':', 2) AS "
        "identifier_kind, "
        "sum(uses) AS uses FROM whole_used_identifiers GROUP BY ALL) u JOIN kinds k USING (provider, identifier_kind) "
        "JOIN log_windows w ON w.source = u.source AND w.log = u.log "
        "QUALIFY row_number() OVER (PARTITION BY k.provider, k.kind, u.source ORDER BY u.uses DESC, u.log) = 1"
    )
