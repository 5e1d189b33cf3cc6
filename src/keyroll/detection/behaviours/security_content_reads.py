"""A machine accesses several tickets or pages on access, security or incidents for the first time."""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.security-content-reads",
    aliases=("keyroll.reads-about-security",),
    title="First read of several tickets or pages on access, security or incidents",
    weight=0.25,
    history_days=WARM_UP_DAYS,
    family="topic",
    techniques=("T1213",),
    sql=f"""
        WITH looked AS (
            SELECT subject, resource_uid, topic, min(happened_at) AS happened_at,
                   arg_min(act, (happened_at, act)) AS act, arg_min(net, (happened_at, act)) AS net,
                   arg_min(history, (happened_at, act)) AS history
            FROM acts WHERE topic IS NOT NULL AND resource_uid IS NOT NULL AND class_uid = 6001 AND activity_id <> 7
              AND status_id = 1
            GROUP BY subject, resource_uid, topic),
        counted AS (
            SELECT *, min(happened_at) OVER (PARTITION BY subject) AS first_at,
                   count(*) OVER before AS looks, list(act) OVER before AS events
            FROM looked WINDOW before AS (PARTITION BY subject ORDER BY happened_at
                                          RANGE BETWEEN INTERVAL 1 DAY PRECEDING AND CURRENT ROW))
        SELECT subject, happened_at, net, NULL AS target,
               'accessed ' || looks || ' pages or tickets on ' || topic || ' within a day, none before' AS detail,
               list_distinct(events) AS events
        FROM counted WHERE looks >= 3 AND happened_at - first_at <= INTERVAL 1 DAY AND history >= {WARM_UP_DAYS}
        QUALIFY row_number() OVER (PARTITION BY subject ORDER BY happened_at, act) = 1
    """,
)
