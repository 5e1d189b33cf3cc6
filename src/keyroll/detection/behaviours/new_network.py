"""A machine is used from a network that nobody of the organisation used until a few days ago.

For a machine that roams within the ranges of a hosting company one more network is weak evidence, unless it is in a new
range. The same is true if much of the organisation moved to the network: machines of several systems with a past came
there before, with their usual clients and actions, and left their old networks. An intruder who tries stolen
credentials from a network of his own makes no such move: the client is new, the actions are new, and the holders
continue.
"""

from keyroll.detection.signals.behaviour import Behaviour, NewTo
from keyroll.detection.signals.terms import ADDRESS_RANGE, RECENT_NETWORKS, ROAMING_NETWORKS, WARM_UP_DAYS

#: A machine with more new ranges than this in two weeks: one more range is weak evidence too.
RANGES = 3

#: The number of moved machines that make a network the organisation's, and the least number of their systems.
RESIDENTS, SYSTEMS = 3, 2
#: The number of the first machines in a network that are compared: the work must not grow with the square of their
#: number.
MOST_MOVERS = 50
#: The weight for a roaming machine, and for a network to which the organisation moved.
LITTLE = 0.15

BEHAVIOUR = Behaviour(
    id="keyroll.new-network",
    aliases=("keyroll.new-network",),
    title="Used from a network that is new to the organisation",
    weight=0.45,
    history_days=WARM_UP_DAYS,
    use_by_another_actor=True,
    family="network",
    follow_network=NewTo.ORGANISATION,
    marks_network=True,
    techniques=("T1078.004",),
    sql=f"""
        WITH first AS (
            SELECT subject, net, min(happened_at) AS happened_at, arg_min(act, (happened_at, act)) AS act,
                   arg_min(history, (happened_at, act)) AS history, any_value(network_first_at) AS network_first_at
            FROM acts WHERE status_id = 1 AND net IS NOT NULL GROUP BY ALL),
        ranged AS (
            SELECT *, {RECENT_NETWORKS} AS lately, min(happened_at) OVER (PARTITION BY subject) AS began,
                   row_number() OVER (PARTITION BY subject, {ADDRESS_RANGE} ORDER BY happened_at, net) = 1
                   AS new_range
            FROM first),
        arrivals AS (
            SELECT * FROM (SELECT *, count(CASE WHEN new_range THEN 1 END) OVER (
                               PARTITION BY subject ORDER BY happened_at
                               RANGE BETWEEN INTERVAL 14 DAYS PRECEDING AND CURRENT ROW) AS ranges FROM ranged)
            WHERE happened_at - network_first_at <= INTERVAL 3 DAYS AND history >= {WARM_UP_DAYS}),
        shared AS (
            SELECT * FROM arrivals QUALIFY count(*) OVER (PARTITION BY net) > {RESIDENTS}),
        movers AS (
            SELECT * FROM shared
            WHERE began <= happened_at - INTERVAL {WARM_UP_DAYS} DAYS AND lately <= {ROAMING_NETWORKS}
            QUALIFY row_number() OVER (PARTITION BY net ORDER BY happened_at, subject) <= {MOST_MOVERS}),
        done AS (
            SELECT subject, net, happened_at, client, concat_ws(' ', source, status_id,
                   coalesce(action, operation, class_uid || '/' || activity_id)) AS deed
            FROM acts WHERE subject IN (SELECT subject FROM movers)),
        clients AS (
            SELECT subject, client, min(happened_at) AS since FROM done WHERE client IS NOT NULL
            GROUP BY subject, client),
        deeds AS (SELECT subject, deed, min(happened_at) AS since FROM done GROUP BY subject, deed),
        residents AS (
            SELECT m.subject, m.net, m.happened_at, split_part(m.subject::VARCHAR, '@', 1) AS system,
                   min(CASE WHEN d.net = m.net
                            THEN CASE WHEN c.since IS NULL OR c.since > m.happened_at - INTERVAL {WARM_UP_DAYS} DAYS
                                           OR e.since >= m.happened_at THEN d.happened_at END
                            WHEN d.net IS NOT NULL AND f.happened_at < m.happened_at THEN d.happened_at END) AS until
            FROM movers m JOIN done d ON d.subject = m.subject AND d.happened_at >= m.happened_at
                 AND d.happened_at <= m.happened_at + INTERVAL 3 DAYS
            LEFT JOIN clients c ON c.subject = d.subject AND c.client = d.client
            LEFT JOIN deeds e ON e.subject = d.subject AND e.deed = d.deed
            LEFT JOIN first f ON f.subject = d.subject AND f.net = d.net
            GROUP BY m.subject, m.net, m.happened_at),
        ours AS (
            SELECT t.subject, t.net FROM shared t JOIN residents r ON r.net = t.net AND r.subject <> t.subject
                 AND r.happened_at < t.happened_at AND coalesce(r.until > t.happened_at, true)
            GROUP BY t.subject, t.net
            HAVING count(*) >= {RESIDENTS} AND count(DISTINCT r.system) >= {SYSTEMS})
        SELECT t.subject, happened_at, t.net, NULL AS target,
               'first use from ' || t.net || ', new to the organisation since ' || network_first_at::DATE
               || CASE WHEN o.net IS NOT NULL THEN ', to which much of the organisation moved' ELSE '' END AS detail,
               [act] AS events, CASE
                   WHEN lately > {ROAMING_NETWORKS} AND (NOT new_range OR ranges > {RANGES}) OR o.net IS NOT NULL
                   THEN {LITTLE}
               END AS weight
        FROM arrivals t LEFT JOIN ours o ON o.subject = t.subject AND o.net = t.net
    """,
)
