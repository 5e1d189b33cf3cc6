"""A machine account searches for its own name, or opens tickets or pages that name it."""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.self-reference-reads",
    aliases=("keyroll.reads-about-itself",),
    title="First search for tickets or pages about itself",
    weight=0.35,
    history_days=WARM_UP_DAYS,
    family="topic",
    techniques=("T1213",),
    sql=f"""
        SELECT subject, happened_at, net, NULL AS target,
               CASE WHEN query <> '' THEN 'searched for ' || left(query, 60)
               ELSE 'accessed ' || coalesce(resource_uid, 'a resource') END || ', which names it' AS detail,
               [act] AS events
        FROM acts WHERE about_itself AND status_id = 1
        QUALIFY row_number() OVER (PARTITION BY subject ORDER BY happened_at, act) = 1 AND history >= {WARM_UP_DAYS}
    """,
)
