"""A credential that always stayed in one network is used from another one, and then from its own again.

A machine that moves does not come back. Machines that changed their network before do not count (a second site, a
failover, roaming). Use from a network that is new to the organisation weighs more in itself.
"""

from keyroll.detection.signals.behaviour import Behaviour, NewTo
from keyroll.detection.signals.terms import WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.network-round-trip",
    aliases=("keyroll.comes-back",),
    title="Used from another network and back within a day, though it never left its network before",
    weight=0.3,
    history_days=WARM_UP_DAYS,
    family="network",
    needs=("net",),
    follow_network=NewTo.CREDENTIAL,
    techniques=("T1078.004",),
    sql=f"""
        WITH changes AS (
            SELECT subject, net, happened_at, act, history, lag(net) OVER mine AS before,
                   min(happened_at) OVER (PARTITION BY subject) AS began
            FROM acts WHERE status_id = 1 AND net IS NOT NULL
            WINDOW mine AS (PARTITION BY subject ORDER BY happened_at, act) QUALIFY net IS DISTINCT FROM before),
        numbered AS (
            SELECT *, lag(net, 2) OVER mine AS home, lag(act) OVER mine AS away_act,
                   lag(happened_at) OVER mine AS away_at, row_number() OVER mine AS stay
            FROM changes WINDOW mine AS (PARTITION BY subject ORDER BY happened_at, act))
        SELECT subject, happened_at, before AS net, NULL AS target,
               'used from ' || before || ', then from ' || net || ' again, its only network before' AS detail,
               [away_act, act] AS events
        FROM numbered
        WHERE stay = 3 AND net = home AND happened_at - away_at <= INTERVAL 1 DAY
          AND away_at - began >= INTERVAL {WARM_UP_DAYS} DAYS AND history >= {WARM_UP_DAYS}
    """,
)
