"""A credential is used by a client program that is new for it, from a network that is new for it, within an hour.

Each alone is common: programs are upgraded where they run, and machines move with their programs. Both at once are the
first use of a copy. The client is new in the first hour of the network, or comes from there first. For a machine that
roams within the ranges of a hosting company, a range counts as its network; one that roams over ranges gives no signal.
"""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import ADDRESS_RANGE, RECENT_NETWORKS, ROAMING_NETWORKS, WARM_UP_DAYS

#: The most ranges of a credential in two weeks, with the new one.
RANGES = 3
#: The weight of a network and a client that others of the organisation have, and the increase for each that is new to
#: all. The weights order the signals by rank alone.
USED_BY_OTHERS, NEW_TO_ALL = 0.2, 0.15

BEHAVIOUR = Behaviour(
    id="keyroll.new-client-new-network",
    title="Used from a new network by a client program that is new for this credential",
    weight=USED_BY_OTHERS,
    history_days=WARM_UP_DAYS,
    ranked_only=True,
    use_by_another_actor=True,
    needs=("net", "client"),
    techniques=("T1078.004",),
    sql=f"""
        WITH networks_used AS (
            SELECT subject, net, min(happened_at) AS happened_at, any_value(network_first_at) AS network_first_at
            FROM acts WHERE status_id = 1 AND net IS NOT NULL GROUP BY subject, net),
        ranged AS (
            SELECT *, {ADDRESS_RANGE} AS range, {RECENT_NETWORKS} AS lately,
                   min(happened_at) OVER (PARTITION BY subject, {ADDRESS_RANGE}) AS range_since,
                   min(happened_at) OVER (PARTITION BY subject) AS began FROM networks_used),
        arrivals AS (
            SELECT subject, net, happened_at AS since, network_first_at
            FROM (SELECT *, count(CASE WHEN happened_at = range_since THEN 1 END) OVER (
                      PARTITION BY subject ORDER BY happened_at
                      RANGE BETWEEN INTERVAL 14 DAYS PRECEDING AND CURRENT ROW) AS ranges FROM ranged)
            WHERE happened_at >= began + INTERVAL {WARM_UP_DAYS} DAYS
                  AND (lately <= {ROAMING_NETWORKS} OR happened_at = range_since AND ranges <= {RANGES})),
        clients AS (
            SELECT subject, client, source, min(happened_at) AS since, arg_min(act, (happened_at, act)) AS act,
                   arg_min(net, (happened_at, act)) AS net, arg_min(status_id, (happened_at, act)) AS status_id,
                   arg_min(history, (happened_at, act)) AS history
            FROM acts WHERE client IS NOT NULL GROUP BY subject, client, source),
        new_clients AS (
            SELECT * FROM clients WHERE history >= {WARM_UP_DAYS}
            QUALIFY row_number() OVER (PARTITION BY subject, client ORDER BY since, act) = 1),
        earliest AS (
            SELECT * FROM clients
            QUALIFY row_number() OVER (PARTITION BY source, client ORDER BY since, subject) <= 2)
        SELECT n.subject, n.since AS happened_at, n.net, n.client AS target,
               'first by ' || n.client || CASE WHEN count(p.subject) = 0 THEN ', which no machine used here before'
               ELSE '' END || ', within an hour of its first use from ' || n.net AS detail, [n.act] AS events,
               {USED_BY_OTHERS} + {NEW_TO_ALL} * (count(p.subject) = 0)::INT
               + {NEW_TO_ALL} * (n.since - any_value(a.network_first_at) <= INTERVAL 3 DAYS)::INT AS weight
        FROM new_clients n JOIN arrivals a ON a.subject = n.subject AND a.net = n.net
             AND n.since >= a.since AND n.since <= a.since + INTERVAL 1 HOUR
        LEFT JOIN earliest p ON p.source = n.source AND p.client = n.client AND p.subject <> n.subject
             AND p.since < n.since
        WHERE n.status_id = 1 GROUP BY n.subject, n.since, n.net, n.client, n.act
    """,
)
