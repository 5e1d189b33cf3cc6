"""A machine creates a token, a key or a client secret for the first time."""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import WARM_UP_DAYS
from keyroll.providers.catalogue import kind_of

BEHAVIOUR = Behaviour(
    id="keyroll.creates-credential",
    aliases=("keyroll.makes-credential",),
    title="First creation of a token or a key by this credential",
    weight=0.35,
    history_days=WARM_UP_DAYS,
    family="administration",
    techniques=("T1098.001",),
    sql=f"""
        SELECT subject, happened_at, net, target,
               'created ' || replace(split_part(target, ':', 2), '_', ' ') || ' '
               || split_part(target, ':', 3) AS detail,
               [act] AS events
        FROM acts WHERE class_uid = 3001 AND activity_id = 1 AND status_id = 1
          AND {kind_of("target")} NOT IN (SELECT kind FROM principal_identifiers WHERE NOT named_for_keys)
          AND split_part(target, ':', 3) <> ''
        QUALIFY row_number() OVER (PARTITION BY subject ORDER BY happened_at, act) = 1 AND history >= {WARM_UP_DAYS}
    """,
)
