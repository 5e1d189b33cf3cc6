"""A credential that was on the roll for weeks without use is used."""

from keyroll.detection.contract import Behaviour

BEHAVIOUR = Behaviour(
    id="keyroll.dormant-wakes",
    title="A dormant credential wakes",
    weight=0.35,
    history_days=21,
    techniques=("T1078.004",),
    sql="""
        SELECT w.* EXCLUDE (before), coalesce('unused since ' || before::DATE,
               'never used in ' || round(history)::INTEGER || ' days of log') AS detail
        FROM (SELECT acts.*, lag(happened_at) OVER (PARTITION BY subject ORDER BY happened_at, event_id) AS before FROM acts) w
        JOIN first_known f ON f.subject = w.subject AND w.happened_at - f.known_from >= INTERVAL 14 DAYS
        WHERE history >= 21 AND (before IS NULL OR happened_at - before >= INTERVAL 21 DAYS)
    """,
)
