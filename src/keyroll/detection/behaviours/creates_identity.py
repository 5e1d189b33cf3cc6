"""A machine creates an account and grants it membership or privilege within the hour, for the first time."""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import MAX_EVIDENCE, WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.creates-identity",
    aliases=("keyroll.makes-identity",),
    title="First creation of an account with membership in a group within the hour",
    weight=0.4,
    history_days=WARM_UP_DAYS,
    family="administration",
    techniques=("T1136", "T1098"),
    sql=f"""
        WITH created AS (
            SELECT subject, target, happened_at, act FROM acts
            WHERE class_uid = 3001 AND activity_id = 1 AND status_id = 1 AND target IS NOT NULL),
        given AS (
            SELECT subject, target, happened_at, act, net, history, target_group FROM acts
            WHERE ((class_uid = 3006 AND activity_id = 3) OR (class_uid = 3005 AND activity_id = 1)) AND status_id = 1)
        SELECT given.subject, given.happened_at, given.net, given.target,
               'created the account ' || split_part(given.target, ':', 3) || ' and added it to '
               || coalesce(target_group, 'a group') AS detail,
               list_distinct([created.act, given.act])[1:{MAX_EVIDENCE}] AS events
        FROM created JOIN given ON given.subject = created.subject AND given.target = created.target
          AND given.happened_at BETWEEN created.happened_at AND created.happened_at + INTERVAL 1 HOUR
        QUALIFY row_number() OVER (PARTITION BY given.subject ORDER BY given.happened_at, given.act) = 1
            AND history >= {WARM_UP_DAYS}
    """,
)
