"""A key, token or account that a machine created is used from a network that is new to the organisation.

A new credential that is first used from a network without the organisation's people may have been created for an
intruder. A program may also have created it for a new machine in a new network; credential and network are then two
sides of one fact. In an address range that the organisation has used for long, only the network is unusual, and the
signal weighs less. Two logs may name the credential by different sources; kind, id and instance identify it.
"""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.clauses import CREATED
from keyroll.detection.signals.terms import ADDRESS_RANGE, WARM_UP_DAYS

#: The weight in an address range that the organisation already uses.
KNOWN_RANGE = 0.45

BEHAVIOUR = Behaviour(
    id="keyroll.created-credential-new-network",
    aliases=("keyroll.made-used-elsewhere",),
    title="A credential that a machine created is used from a network that is new to the organisation",
    weight=0.7,
    history_days=WARM_UP_DAYS,
    use_by_another_actor=True,
    family="network",
    techniques=("T1098.001", "T1078.004"),
    sql=f"""
        WITH {CREATED},
        named AS (
            SELECT *, split_part(split_part(created, ':', 1), '@', 2) AS instance, split_part(created, ':', 2) AS kind,
                   split_part(created, ':', 3) AS number FROM created),
        used AS (
            SELECT own, net, {ADDRESS_RANGE} AS address_range, min(happened_at) AS happened_at,
                   arg_min(subject, (happened_at, act)) AS subject, arg_min(act, (happened_at, act)) AS act,
                   arg_min(history, (happened_at, act)) AS history, any_value(network_first_at) AS network_first_at
            FROM acts WHERE status_id = 1 AND net IS NOT NULL GROUP BY own, net),
        ranges AS (
            SELECT {ADDRESS_RANGE} AS address_range, min(first_at) AS first_at FROM subject_networks
            GROUP BY {ADDRESS_RANGE})
        SELECT u.subject, u.happened_at, u.net, NULL AS target,
               'created by ' || split_part(n.creator::VARCHAR, ':', 3) || ', used from ' || u.net
               || ', new to the organisation since ' || network_first_at::DATE AS detail, [n.act, u.act] AS events,
               CASE WHEN r.first_at <= u.happened_at - INTERVAL {WARM_UP_DAYS} DAYS THEN {KNOWN_RANGE} END AS weight
        FROM used u JOIN named n ON n.kind = split_part(u.own::VARCHAR, ':', 2)
             AND n.number = split_part(u.own::VARCHAR, ':', 3)
             AND n.instance = split_part(split_part(u.own::VARCHAR, ':', 1), '@', 2)
             AND u.happened_at >= n.happened_at AND u.happened_at <= n.happened_at + INTERVAL 30 DAYS
        LEFT JOIN ranges r ON r.address_range = u.address_range
        WHERE u.history >= {WARM_UP_DAYS} AND u.happened_at - network_first_at <= INTERVAL 3 DAYS
        QUALIFY row_number() OVER (PARTITION BY u.own ORDER BY u.happened_at, u.act) = 1
    """,
)
