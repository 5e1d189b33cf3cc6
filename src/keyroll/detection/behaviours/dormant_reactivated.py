"""A credential that existed for weeks without use is used."""

from keyroll.detection.signals.behaviour import Behaviour

BEHAVIOUR = Behaviour(
    id="keyroll.dormant-reactivated",
    aliases=("keyroll.dormant-wakes",),
    title="A dormant credential is used again",
    weight=0.35,
    history_days=21,
    family="dormant",
    techniques=("T1078.004",),
    sql="""
        WITH days AS (
            SELECT subject, happened_at::DATE AS on_day, min(happened_at) AS happened_at, max(happened_at) AS last_at,
                   arg_min(act, (happened_at, act)) AS act, arg_min(net, (happened_at, act)) AS net,
                   arg_min(history, (happened_at, act)) AS history FROM acts GROUP BY ALL),
        gaps AS (SELECT *, lag(last_at) OVER (PARTITION BY subject ORDER BY on_day) AS before FROM days)
        SELECT subject, happened_at, net, NULL AS target, coalesce('unused since ' || before::DATE,
               'never used in ' || round(history)::INTEGER || ' days of log') AS detail, [act] AS events
        FROM gaps JOIN first_known f USING (subject)
        WHERE history >= 21 AND f.known_from <= happened_at - INTERVAL 14 DAYS
          AND (before IS NULL OR happened_at - before >= INTERVAL 21 DAYS)
    """,
)
