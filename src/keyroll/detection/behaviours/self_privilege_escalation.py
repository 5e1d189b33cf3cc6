"""A machine adds its own account to a group, or grants it a privilege."""

from keyroll.detection.signals.behaviour import Behaviour

BEHAVIOUR = Behaviour(
    id="keyroll.self-privilege-escalation",
    aliases=("keyroll.raises-itself",),
    title="Grants itself membership or privilege",
    weight=0.6,
    history_days=0,
    techniques=("T1098",),
    sql="""
        SELECT subject, happened_at, net, target,
               'added itself to ' || coalesce(target_group, resource_uid, 'a group') AS detail, [act] AS events
        FROM acts LEFT JOIN identifiers ON identifier = target
        WHERE ((class_uid = 3006 AND activity_id = 3) OR (class_uid = 3005 AND activity_id = 1)) AND status_id = 1
          AND coalesce(id, target) = own
        QUALIFY row_number() OVER (PARTITION BY subject, coalesce(target_group, '') ORDER BY happened_at, act) = 1
    """,
)
