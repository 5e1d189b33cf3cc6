"""A machine with a settled set of containers accesses a project, space, vault or bucket new to it and its peers."""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import SETTLED_DAYS, WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.new-container",
    title="Accesses a project, space, vault or bucket that no similar machine accessed before",
    weight=0.2,
    history_days=WARM_UP_DAYS,
    needs=("container",),
    techniques=("T1213",),
    sql=f"""
        WITH accessed AS (
            SELECT subject, source, split_part(subject::VARCHAR, ':', 2) AS peers, container,
                   min(happened_at) AS happened_at, arg_min(act, (happened_at, act)) AS act,
                   arg_min(net, (happened_at, act)) AS net, arg_min(history, (happened_at, act)) AS history
            FROM acts WHERE container IS NOT NULL AND status_id = 1 GROUP BY subject, source, container),
        settled AS (
            SELECT *, max(happened_at) OVER (PARTITION BY subject, source ORDER BY happened_at RANGE BETWEEN
                      UNBOUNDED PRECEDING AND INTERVAL 1 SECOND PRECEDING) AS before,
                   min(happened_at) OVER (PARTITION BY source, peers, container) AS among_peers FROM accessed)
        SELECT subject, happened_at, net, NULL AS target,
               'first access to ' || container || ', after ' || date_diff('day', before, happened_at)
               || ' days in known containers' AS detail, [act] AS events
        FROM settled WHERE history >= {WARM_UP_DAYS} AND happened_at - before >= INTERVAL {SETTLED_DAYS} DAYS
          AND among_peers = happened_at
        QUALIFY row_number() OVER (PARTITION BY subject, happened_at ORDER BY act) = 1
    """,
)
