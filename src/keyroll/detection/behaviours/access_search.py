"""A credential searches for access, or for security incidents, for the first time."""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.access-search",
    aliases=("keyroll.asks-about-access",),
    title="First search for credentials, access or incidents",
    weight=0.35,
    history_days=WARM_UP_DAYS,
    family="search",
    needs=("query",),
    techniques=("T1213", "T1552.008"),
    sql=f"""
        SELECT subject, happened_at, net, NULL AS target, 'searched for ' || left(query, 60) AS detail, [act] AS events
        FROM acts WHERE topic IS NOT NULL AND query <> '' AND class_uid = 6001
        QUALIFY row_number() OVER (PARTITION BY subject ORDER BY happened_at, act) = 1 AND history >= {WARM_UP_DAYS}
    """,
)
