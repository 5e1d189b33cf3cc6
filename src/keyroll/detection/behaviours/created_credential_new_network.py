"""What a machine made (a key, a token, an account) is used from a network that is new to the organisation.

A credential that is made in a machine's name and begins its life where nobody of the organisation works was made for
somebody outside; or a program made it for a new machine in a new network, so that it and the network are sides of one
fact. In a range of networks that the organisation uses for long the network is all that it says. One
log may name it by another product's source: the same kind, id and instance are the same credential.
"""

from keyroll.detection.contract import LEARNED, WIDER, Behaviour
from keyroll.detection.tables import MADE

#: The weight in a range that the organisation knows.
AROUND = 0.45

BEHAVIOUR = Behaviour(
    id="keyroll.created-credential-new-network",
    aliases=("keyroll.made-used-elsewhere",),
    title="A credential that a machine created is used from a network that is new to the organisation",
    weight=0.7,
    history_days=LEARNED,
    another=True,
    family="network",
    techniques=("T1098.001", "T1078.004"),
    sql=f"""
        WITH {MADE},
        named AS (
            SELECT *, split_part(split_part(made, ':', 1), '@', 2) AS instance, split_part(made, ':', 2) AS kind,
                   split_part(made, ':', 3) AS number FROM made),
        used AS (
            SELECT own, net, {WIDER} AS wider, min(happened_at) AS happened_at,
                   arg_min(subject, (happened_at, act)) AS subject, arg_min(act, (happened_at, act)) AS act,
                   arg_min(history, (happened_at, act)) AS history, any_value(network_first_at) AS network_first_at
            FROM acts WHERE status_id = 1 AND net IS NOT NULL GROUP BY own, net),
        ranges AS (SELECT {WIDER} AS wider, min(first_at) AS first_at FROM homes GROUP BY {WIDER})
        SELECT u.subject, u.happened_at, u.net, NULL AS target,
               'made by ' || split_part(n.maker::VARCHAR, ':', 3) || ', used from ' || u.net || ', unknown here before '
               || network_first_at::DATE AS detail, [n.act, u.act] AS events,
               CASE WHEN r.first_at <= u.happened_at - INTERVAL {LEARNED} DAYS THEN {AROUND} END AS weight
        FROM used u JOIN named n ON n.kind = split_part(u.own::VARCHAR, ':', 2)
             AND n.number = split_part(u.own::VARCHAR, ':', 3)
             AND n.instance = split_part(split_part(u.own::VARCHAR, ':', 1), '@', 2)
             AND u.happened_at >= n.happened_at AND u.happened_at <= n.happened_at + INTERVAL 30 DAYS
        LEFT JOIN ranges r ON r.wider = u.wider
        WHERE u.history >= {LEARNED} AND u.happened_at - network_first_at <= INTERVAL 3 DAYS
        QUALIFY row_number() OVER (PARTITION BY u.own ORDER BY u.happened_at, u.act) = 1
    """,
)
