"""A person's account reads about access or incidents, from a range that is new to the organisation."""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import MAX_EVIDENCE, WARM_UP_DAYS

#: Numbers of looks at which there is a signal.
STEPS = (1, 2, 4, 8, 16)
#: The number of looks at which a signal weighs a half.
HALF = 4

BEHAVIOUR = Behaviour(
    id="keyroll.account-topics-new-range",
    title="A person's account looks for ways in, from a range that is new to the organisation",
    weight=0.2,
    history_days=WARM_UP_DAYS,
    ranked_only=True,
    family="topic",
    needs=("net",),
    techniques=("T1213", "T1552.008"),
    sql=f"""
        WITH counted AS (
            SELECT v.subject::VARCHAR AS subject, v.net::VARCHAR AS net, v.happened_at, v.topic,
                   row_number() OVER mine AS n,
                   list(v.act) OVER (PARTITION BY v.subject, v.net ORDER BY v.happened_at, v.act
                                     ROWS BETWEEN {MAX_EVIDENCE - 1} PRECEDING AND CURRENT ROW) AS events
            FROM visits v SEMI JOIN (FROM account_uses WHERE strange) u ON u.act = v.act
            WHERE NOT v.machine AND v.status_id = 1 AND v.topic IS NOT NULL
            WINDOW mine AS (PARTITION BY v.subject, v.net ORDER BY v.happened_at, v.act))
        SELECT subject, happened_at, net, NULL AS target,
               n || ' looks at access or incidents from ' || net || ', in a range that is new to the organisation'
               AS detail, events, n / (n + {HALF}) AS weight
        FROM counted WHERE n IN {STEPS}
    """,
)
