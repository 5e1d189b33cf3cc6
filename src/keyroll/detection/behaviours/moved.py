"""A machine acts from a network that the house knows but this machine never used."""

from keyroll.detection.contract import Behaviour

BEHAVIOUR = Behaviour(
    id="keyroll.moved",
    title="Used from a network that is new for this credential",
    weight=0.15,
    history_days=14,
    techniques=("T1078.004",),
    sql="""
        SELECT * EXCLUDE (nth, began), 'first from ' || net AS detail FROM (
            SELECT acts.*, row_number() OVER (PARTITION BY subject, net ORDER BY happened_at, event_id) AS nth,
                   min(happened_at) OVER (PARTITION BY subject) AS began FROM acts WHERE net IS NOT NULL)
        WHERE nth = 1 AND happened_at - place_first_at > INTERVAL 3 DAYS AND happened_at - began >= INTERVAL 14 DAYS
    """,
)
