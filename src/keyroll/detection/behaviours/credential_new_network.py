"""A machine with settled networks is used from a network of the organisation that this machine never used."""

from keyroll.detection.signals.behaviour import Behaviour, NewTo
from keyroll.detection.signals.terms import RECENT_NETWORKS, ROAMING_NETWORKS, WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.credential-new-network",
    aliases=("keyroll.moved",),
    title="Used from a network that is new for this credential",
    weight=0.15,
    history_days=WARM_UP_DAYS,
    family="network",
    follow_network=NewTo.CREDENTIAL,
    techniques=("T1078.004",),
    sql=f"""
        WITH mine AS (
            SELECT subject, net, min(happened_at) AS happened_at, arg_min(act, (happened_at, act)) AS act,
                   any_value(network_first_at) AS network_first_at
            FROM acts WHERE net IS NOT NULL AND status_id = 1 GROUP BY ALL)
        SELECT subject, happened_at, net, NULL AS target, 'first use from ' || net AS detail, [act] AS events
        FROM (SELECT *, min(happened_at) OVER (PARTITION BY subject) AS began, {RECENT_NETWORKS} AS lately FROM mine)
        WHERE happened_at - network_first_at > INTERVAL 3 DAYS AND happened_at - began >= INTERVAL {WARM_UP_DAYS} DAYS
              AND lately <= {ROAMING_NETWORKS}
    """,
)
