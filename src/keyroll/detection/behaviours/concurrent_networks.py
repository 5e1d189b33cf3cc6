"""A credential that was always used in one network at a time is used in two at once."""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.concurrent-networks",
    aliases=("keyroll.two-networks",),
    title="Used in two networks at once for the first time",
    weight=0.4,
    history_days=WARM_UP_DAYS,
    family="copies",
    needs=("net",),
    techniques=("T1078.004", "T1550.001"),
    sql=f"""
        WITH used AS (
            SELECT subject, net, happened_at, act, history, lag(net) OVER mine AS net_1, lag(net, 2) OVER mine AS net_2,
                   lag(act) OVER mine AS act_1, lag(act, 2) OVER mine AS act_2,
                   lag(happened_at, 2) OVER mine AS since, min(happened_at) OVER (PARTITION BY subject) AS began
            FROM acts WHERE status_id = 1 AND net IS NOT NULL
            WINDOW mine AS (PARTITION BY subject ORDER BY happened_at, act))
        SELECT subject, happened_at, net, NULL AS target,
               'used from ' || net || ', ' || net_1 || ' and ' || net || ' again within ten minutes' AS detail,
               [act_2, act_1, act] AS events
        FROM used WHERE net_2 = net AND net_1 <> net AND happened_at - since <= INTERVAL 10 MINUTES
        QUALIFY row_number() OVER (PARTITION BY subject ORDER BY happened_at, act) = 1
            AND happened_at - began >= INTERVAL {WARM_UP_DAYS} DAYS AND history >= {WARM_UP_DAYS}
    """,
)
