"""A machine grants membership or privilege to a person for the first time."""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.grants-person-privilege",
    aliases=("keyroll.promotes-person",),
    title="First grant of membership or privilege to a person",
    weight=0.35,
    history_days=WARM_UP_DAYS,
    family="administration",
    techniques=("T1098",),
    sql=f"""
        WITH given AS (
            SELECT a.subject, a.happened_at, a.net, a.target, a.act, a.history,
                   coalesce(target_group, resource_uid, 'a group') AS what
            FROM acts a LEFT JOIN identifiers h ON h.identifier = a.target
            JOIN people p ON p.subject = coalesce(h.id, a.target)
            WHERE ((class_uid = 3006 AND activity_id = 3) OR (class_uid = 3005 AND activity_id = 1)) AND status_id = 1
              AND coalesce(h.id, a.target) <> a.subject)
        SELECT subject, happened_at, net, target,
               'added ' || split_part(target, ':', 3) || ' to ' || what AS detail, [act] AS events
        FROM given
        QUALIFY row_number() OVER (PARTITION BY subject ORDER BY happened_at, act) = 1 AND history >= {WARM_UP_DAYS}
    """,
)
