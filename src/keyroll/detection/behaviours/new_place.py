"""A machine acts from a network that nobody of the house used until a few days ago."""

from keyroll.detection.contract import Behaviour

BEHAVIOUR = Behaviour(
    id="keyroll.new-place",
    title="Used from a network that is new to the house",
    weight=0.5,
    history_days=14,
    techniques=("T1078.004",),
    sql="""
        SELECT acts.*, 'first from ' || net || ', unknown here before ' || place_first_at::DATE AS detail FROM acts
        WHERE happened_at - place_first_at <= INTERVAL 3 DAYS AND history >= 14
        QUALIFY row_number() OVER (PARTITION BY subject, net ORDER BY happened_at, event_id) = 1
    """,
)
