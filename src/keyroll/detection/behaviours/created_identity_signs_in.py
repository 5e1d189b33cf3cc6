"""An account that a machine created signs in from a network that is new to the organisation.

An intruder creates a person's account with a machine's credential, and continues as that person. A machine often
creates the accounts of new colleagues too, who sign in from their homes, where that machine never is. So the signal
weighs more if the machine created the account from the same network.
"""

from keyroll.detection.signals.behaviour import Behaviour, NewTo
from keyroll.detection.signals.clauses import CREATED
from keyroll.detection.signals.terms import WARM_UP_DAYS

#: The weight if the machine created the account from that network.
SAME_NETWORK = 0.7

BEHAVIOUR = Behaviour(
    id="keyroll.created-identity-signs-in",
    aliases=("keyroll.made-signs-in",),
    title="An identity that a machine created signs in from a network that is new to the organisation",
    weight=0.3,
    history_days=WARM_UP_DAYS,
    use_by_another_actor=True,
    family="network",
    follow_network=NewTo.ORGANISATION,
    techniques=("T1136", "T1078.004"),
    sql=f"""
        WITH {CREATED},
        came AS (
            SELECT subject, net, min(happened_at) AS happened_at, arg_min(act, (happened_at, act)) AS act,
                   any_value(network_first_at) AS network_first_at
            FROM visits WHERE NOT machine AND status_id = 1 GROUP BY subject, net)
        SELECT c.subject, c.happened_at, c.net, NULL AS target,
               'created by ' || split_part(m.creator::VARCHAR, ':', 3)
               || CASE WHEN m.net = c.net THEN ' from the same network' ELSE '' END || ', signed in from ' || c.net
               || ', new to the organisation since ' || network_first_at::DATE AS detail, [m.act, c.act] AS events,
               CASE WHEN m.net = c.net THEN {SAME_NETWORK} END AS weight
        FROM came c JOIN created m ON m.created = c.subject::VARCHAR AND c.happened_at >= m.happened_at
             AND c.happened_at <= m.happened_at + INTERVAL 30 DAYS
        QUALIFY row_number() OVER (PARTITION BY c.subject ORDER BY c.happened_at, c.act, m.happened_at, m.act) = 1
    """,
)
