"""A person's account looks at many objects from a range that is new to the organisation, within days.

An account that no listing has does so from a network that is new to the organisation.
"""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.clauses import UNLISTED_ACCOUNTS
from keyroll.detection.signals.terms import MAX_EVIDENCE, WARM_UP_DAYS

#: Numbers of objects at which there is a signal.
STEPS = (3, 6, 12, 25, 50)
#: The number of objects at which a signal weighs a half.
HALF = 12

BEHAVIOUR = Behaviour(
    id="keyroll.account-objects-new-range",
    title="A person's account looks at many objects from a range that is new to the organisation",
    weight=0.2,
    history_days=WARM_UP_DAYS,
    ranked_only=True,
    family="breadth",
    needs=("net",),
    techniques=("T1213",),
    sql=f"""
        WITH {UNLISTED_ACCOUNTS},
        looked AS (
            SELECT act, true AS listed FROM account_uses WHERE strange
            UNION ALL
            SELECT v.act, false FROM visits v JOIN unlisted_accounts n ON n.subject = v.subject::VARCHAR
            WHERE v.act NOT IN (SELECT act FROM account_uses WHERE strange)),
        seen AS (
            SELECT v.subject::VARCHAR AS subject, v.net::VARCHAR AS net, v.happened_at, v.act, u.listed,
                   row_number() OVER (PARTITION BY v.subject, v.net, coalesce(v.resource_uid, v.query)
                                      ORDER BY v.happened_at, v.act) AS time
            FROM visits v JOIN looked u ON u.act = v.act
            WHERE NOT v.machine AND v.status_id = 1 AND coalesce(v.resource_uid, v.query) IS NOT NULL),
        counted AS (
            SELECT *, row_number() OVER mine AS n,
                   list(act) OVER (PARTITION BY subject, net ORDER BY happened_at, act
                                   ROWS BETWEEN {MAX_EVIDENCE - 1} PRECEDING AND CURRENT ROW) AS events
            FROM seen WHERE time = 1 WINDOW mine AS (PARTITION BY subject, net ORDER BY happened_at, act))
        SELECT subject, happened_at, net, NULL AS target,
               n || ' objects from ' || net || CASE WHEN listed THEN ', in a range that is new to the organisation'
               ELSE ', new to the organisation, by an account that no listing has' END AS detail, events,
               n / (n + {HALF}) AS weight
        FROM counted WHERE n IN {STEPS}
    """,
)
