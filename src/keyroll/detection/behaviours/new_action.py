"""A machine with a settled set of actions performs one that is new to it, and to every machine of its kind there."""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.new-action",
    title="Performs an action that neither it nor a similar machine performed before",
    weight=0.2,
    history_days=WARM_UP_DAYS,
    techniques=("T1078.004",),
    sql=f"""
        WITH done AS (
            SELECT subject, source, split_part(subject::VARCHAR, ':', 2) AS peers, action,
                   min(happened_at) AS happened_at, arg_min(act, (happened_at, act)) AS act,
                   arg_min(net, (happened_at, act)) AS net, arg_min(history, (happened_at, act)) AS history
            FROM acts WHERE action IS NOT NULL AND status_id = 1 GROUP BY subject, source, action),
        settled AS (
            SELECT *, max(happened_at) OVER (PARTITION BY subject, source ORDER BY happened_at RANGE BETWEEN
                      UNBOUNDED PRECEDING AND INTERVAL 1 SECOND PRECEDING) AS before,
                   min(happened_at) OVER (PARTITION BY subject, source) AS began,
                   min(happened_at) OVER (PARTITION BY source, peers, action) AS among_peers FROM done)
        SELECT subject, happened_at, net, NULL AS target,
               'first ' || CASE WHEN regexp_matches(action, '^[A-Z]+ /')
                                THEN split_part(action, ' ', 1) || ' request of its kind' ELSE left(action, 60) END
               || ', after ' || date_diff('day', before, happened_at) || ' days without anything new' AS detail,
               [act] AS events
        FROM settled WHERE history >= {WARM_UP_DAYS} AND happened_at - began >= INTERVAL {WARM_UP_DAYS} DAYS
          AND happened_at - before >= INTERVAL 7 DAYS AND among_peers = happened_at
        QUALIFY row_number() OVER (PARTITION BY subject, happened_at ORDER BY act) = 1
    """,
)
