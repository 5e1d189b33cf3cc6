"""A person's session makes a credential, or gives a right, from a place where that person never signed in.

A session that was taken out of a recording of a browser needs no sign-in where it is used next (sec.okta.com, *October
2023 security incident*). Only where the log tells who signs in; a network that others of the house came from too is an
office that moved.
"""

from keyroll.detection.contract import Behaviour
from keyroll.model.finding import Severity

BEHAVIOUR = Behaviour(
    id="keyroll.session-elsewhere",
    title="A person's session makes a credential or gives a right from a new place without a sign-in there",
    weight=0.8,
    history_days=14,
    techniques=("T1550.004", "T1098"),
    alone=Severity.HIGH,
    sql="""
        WITH gave AS (
            SELECT v.* FROM visits v JOIN people p ON p.subject = v.subject::VARCHAR AND v.happened_at >= p.begins
                 AND v.happened_at < p.ends
            WHERE v.status_id = 1 AND (v.class_uid = 3001 AND v.activity_id = 1
                  OR v.class_uid = 3005 AND v.activity_id = 1 OR v.class_uid = 3006 AND v.activity_id = 3)),
        tells AS (
            SELECT source, log, min(happened_at) AS since FROM visits WHERE class_uid = 3002 AND NOT machine
            GROUP BY source, log)
        SELECT subject, happened_at, net, target,
               'from ' || net || ', where this person never signed in' AS detail, [act] AS events
        FROM gave g JOIN tells t ON t.source = g.source AND t.log = g.log AND t.since < g.happened_at
        WHERE NOT EXISTS (SELECT 1 FROM visits s WHERE s.subject = g.subject AND s.net = g.net AND s.class_uid = 3002
                          AND s.happened_at <= g.happened_at)
          AND NOT EXISTS (SELECT 1 FROM homes h WHERE h.net = g.net AND h.subject <> g.subject::VARCHAR
                          AND h.first_at <= g.happened_at)
        QUALIFY row_number() OVER (PARTITION BY subject, net ORDER BY happened_at, act) = 1
    """,
)
