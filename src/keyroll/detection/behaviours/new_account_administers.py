"""An account that was created a few days ago creates accounts, grants privileges, or resets passwords or factors.

An intruder with an administrator's session creates an account of a plain name, gives it a role, and continues with it
(attack.mitre.org, *Create Account*, T1136, and *Account Manipulation*, T1098). A new administrator begins with other
work. The account may be known by several names: its principal is the same.
"""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import WARM_UP_DAYS

#: Days after its creation in which an account is new.
NEW_DAYS = 7
#: Changes by class and activity of OCSF 1.8: privileges and groups; an account created, its password set, its factor
#: removed.
ADMINISTERS = "(c.class_uid IN (3005, 3006) OR c.class_uid = 3001 AND c.activity_id IN (1, 3, 4, 11))"

BEHAVIOUR = Behaviour(
    id="keyroll.new-account-administers",
    title="An account that was created a few days ago administers other accounts",
    weight=0.6,
    history_days=WARM_UP_DAYS,
    family="administration",
    techniques=("T1136", "T1098"),
    sql=f"""
        WITH names AS (
            SELECT principal AS subject, principal AS name FROM principals
            UNION SELECT i.id, i.identifier FROM identifiers i JOIN principals p ON p.principal = i.id
            UNION SELECT principal, principal FROM principals_in_use
            UNION SELECT principal, split_part(principal, ':', 1) || ':' || split_part(principal, ':', 2) || ':' || name
            FROM principals_in_use),
        created AS (
            SELECT n.subject, min(a.happened_at) AS created_at, arg_min(a.act, (a.happened_at, a.act)) AS created_act,
                   arg_min(a.subject, (a.happened_at, a.act)) AS creator
            FROM changes a JOIN names n ON n.name = a.target
            WHERE a.class_uid = 3001 AND a.activity_id = 1 AND a.status_id = 1 GROUP BY n.subject)
        SELECT c.subject, c.happened_at, c.net, c.target,
               'created on ' || n.created_at::DATE || ' by ' || n.creator || ', now '
               || coalesce(c.operation, 'changes others') AS detail, [n.created_act, c.act] AS events
        FROM changes c JOIN created n ON n.subject = c.subject::VARCHAR AND c.happened_at > n.created_at
             AND c.happened_at <= n.created_at + INTERVAL {NEW_DAYS} DAYS
        WHERE {ADMINISTERS} AND c.status_id = 1 AND c.target IS DISTINCT FROM c.subject::VARCHAR
              AND c.history >= {WARM_UP_DAYS}
        QUALIFY row_number() OVER (PARTITION BY c.subject ORDER BY c.happened_at, c.act) = 1
    """,
)
