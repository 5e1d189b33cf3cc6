"""A machine exports or downloads a whole archive for the first time."""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.first-export",
    title="First archive or export by a credential that never made one",
    weight=0.3,
    history_days=WARM_UP_DAYS,
    family="export",
    techniques=("T1213.003",),
    sql=f"""
        SELECT subject, happened_at, net, NULL AS target,
               'first export: ' || concat_ws(' ', coalesce(resource_type, 'resource'), resource_uid) AS detail,
               [act] AS events
        FROM acts WHERE class_uid = 6001 AND activity_id = 7
        QUALIFY row_number() OVER (PARTITION BY subject ORDER BY happened_at, act) = 1 AND history >= {WARM_UP_DAYS}
    """,
)
