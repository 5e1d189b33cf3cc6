"""A machine's credential that only programs used is used through a browser or a vendor's console.

People who fix a machine do so too, from the networks of the organisation. From a network that is new to the
organisation the signal weighs more.
"""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import WARM_UP_DAYS

#: The weight from a network that is new to the organisation.
NEW_NETWORK = 0.5

BEHAVIOUR = Behaviour(
    id="keyroll.interactive-use",
    aliases=("keyroll.human-client",),
    title="A machine's credential is used interactively, through a browser or a console",
    weight=0.3,
    history_days=WARM_UP_DAYS,
    use_by_another_actor=True,
    family="client",
    needs=("client",),
    techniques=("T1078",),
    sql=f"""
        WITH clients AS (
            SELECT subject, by_hand_client(client) AS by_hand, min(happened_at) AS happened_at,
                   arg_min(act, (happened_at, act)) AS act, arg_min(net, (happened_at, act)) AS net,
                   arg_min(client, (happened_at, act)) AS client,
                   arg_min(network_first_at, (happened_at, act)) AS network_first_at
            FROM acts WHERE client IS NOT NULL AND status_id = 1 GROUP BY subject, by_hand_client(client))
        SELECT c.subject, c.happened_at, c.net, NULL AS target,
               'used interactively (' || c.client || '), by programs only before' AS detail, [c.act] AS events,
               CASE WHEN c.happened_at - c.network_first_at <= INTERVAL 3 DAYS THEN {NEW_NETWORK} END AS weight
        FROM clients c JOIN clients p ON p.subject = c.subject AND NOT p.by_hand
             AND c.happened_at - p.happened_at >= INTERVAL {WARM_UP_DAYS} DAYS
        WHERE c.by_hand
    """,
)
