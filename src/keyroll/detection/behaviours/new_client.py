"""A machine that always used the same client programs uses another one."""

from keyroll.detection.contract import Behaviour

BEHAVIOUR = Behaviour(
    id="keyroll.new-client",
    title="Used by a client program that is new for this credential",
    weight=0.25,
    history_days=14,
    techniques=("T1078.004",),
    sql="""
        SELECT * EXCLUDE (nth, began), 'first by ' || client AS detail FROM (
            SELECT acts.*, row_number() OVER (PARTITION BY subject, client ORDER BY happened_at, event_id) AS nth,
                   min(happened_at) OVER (PARTITION BY subject) AS began FROM acts WHERE client IS NOT NULL)
        WHERE nth = 1 AND happened_at - began >= INTERVAL 14 DAYS
    """,
)
