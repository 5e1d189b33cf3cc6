"""A machine acts from a network that nobody of the house used until a few days ago."""

from keyroll.detection.contract import Behaviour

BEHAVIOUR = Behaviour(
    id="keyroll.new-place",
    title="Used from a network that is new to the house",
    weight=0.45,
    history_days=14,
    family="place",
    techniques=("T1078.004",),
    sql="""
        SELECT subject, happened_at, net, NULL AS target,
               'first from ' || net || ', unknown here before ' || place_first_at::DATE AS detail, [act] AS events
        FROM (SELECT * FROM acts WHERE status_id = 1 AND net IS NOT NULL
              QUALIFY row_number() OVER (PARTITION BY subject, net ORDER BY happened_at, act) = 1)
        WHERE happened_at - place_first_at <= INTERVAL 3 DAYS AND history >= 14
    """,
)
