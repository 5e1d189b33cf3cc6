"""A credential that was there for weeks without use is used.

From a network that is new to the organisation it weighs more: nobody of the organisation was in that network before.
"""

from keyroll.detection.signals.behaviour import Behaviour

#: The weight where the network is new to the organisation.
FROM_NEW_NETWORK = 0.75

BEHAVIOUR = Behaviour(
    id="keyroll.dormant-reactivated",
    aliases=("keyroll.dormant-wakes",),
    title="A dormant credential is used again",
    weight=0.35,
    history_days=21,
    techniques=("T1078.004",),
    sql=f"""
        WITH days AS (
            SELECT subject, happened_at::DATE AS on_day, min(happened_at) AS happened_at, max(happened_at) AS last_at,
                   arg_min(act, (happened_at, act)) AS act, arg_min(net, (happened_at, act)) AS net,
                   arg_min(history, (happened_at, act)) AS history,
                   arg_min(network_first_at, (happened_at, act)) AS network_first_at FROM acts GROUP BY ALL),
        gaps AS (SELECT *, lag(last_at) OVER (PARTITION BY subject ORDER BY on_day) AS before FROM days)
        SELECT subject, happened_at, net, NULL AS target, coalesce('unused since ' || before::DATE,
               'never used in ' || round(history)::INTEGER || ' days of log') AS detail, [act] AS events,
               CASE WHEN net IS NOT NULL AND happened_at - network_first_at <= INTERVAL 3 DAYS
                    THEN {FROM_NEW_NETWORK} END AS weight
        FROM gaps JOIN first_known f USING (subject)
        WHERE history >= 21 AND f.known_from <= happened_at - INTERVAL 14 DAYS
          AND (before IS NULL OR happened_at - before >= INTERVAL 21 DAYS)
    """,
)
