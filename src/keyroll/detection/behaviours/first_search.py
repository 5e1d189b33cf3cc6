"""A machine that never searched before searches for the first time."""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.first-search",
    title="First search by a credential that never searches",
    weight=0.3,
    history_days=WARM_UP_DAYS,
    family="search",
    techniques=("T1213",),
    sql=f"""
        SELECT subject, happened_at, net, NULL AS target,
               'first search' || coalesce(': ' || left(query, 60), '') AS detail, [act] AS events
        FROM acts WHERE class_uid = 6001 AND activity_id = 5
        QUALIFY row_number() OVER (PARTITION BY subject ORDER BY happened_at, act) = 1 AND history >= {WARM_UP_DAYS}
    """,
)
