"""A machine creates something that runs later or elsewhere: a plugin, an app, a hook, a schedule, a function."""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import WARM_UP_DAYS

#: Terms for such creations in the operations and resources of cloud APIs.
_LATER = (
    "hook|schedul|cron|trigger|plugin|workflow|eventsourcemapping|puttargets|putrule|createfunction|runcommand"
    "|createassociation|runner"
)

BEHAVIOUR = Behaviour(
    id="keyroll.creates-execution",
    aliases=("keyroll.makes-trigger",),
    title="First creation of a plugin, hook, schedule or function",
    weight=0.3,
    history_days=WARM_UP_DAYS,
    family="administration",
    techniques=("T1053", "T1546", "T1505"),
    sql=f"""
        WITH created AS (
            SELECT *, CASE WHEN contains(operation, ' /') THEN coalesce(resource_type, 'resource of this kind')
                      ELSE coalesce(operation, resource_type) END AS what FROM acts
            WHERE status_id = 1 AND activity_id IN (1, 3) AND class_uid IN (3004, 6003)
              AND regexp_matches(lower(concat_ws(' ', operation, resource_type)), '{_LATER}'))
        SELECT subject, happened_at, net, NULL AS target, 'first ' || left(what, 60) AS detail, [act] AS events
        FROM created
        QUALIFY row_number() OVER (PARTITION BY subject ORDER BY happened_at, act) = 1 AND history >= {WARM_UP_DAYS}
    """,
)
