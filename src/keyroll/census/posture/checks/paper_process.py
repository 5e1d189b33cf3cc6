"""A rotation process stands on paper and no run of it is proven."""

from keyroll.census.posture import clauses
from keyroll.census.posture.contract import Check
from keyroll.model.finding import Severity

CHECK = Check(
    id="paper_process",
    nhi="NHI7",
    title="A process on paper that was never seen to run",
    severity=Severity.MEDIUM,
    reason="A rotation that nobody ever did will fail on the day when it is needed.",
    fix="Have the one whom the policy names run it once, and survey again: the change then proves itself.",
    unlock="Write down how its kind is changed, how often and by whom: register/survey/policies.csv.",
    needs=(("rotations",),),
    sql="""
        SELECT c.id AS subject,
               CASE WHEN nullif(r.method, '') IS NULL THEN 'unknown' WHEN r.changed_via <> 'created' THEN 'no'
                    WHEN coalesce(r.last_changed, c.created) >= ago(r.every_days) THEN 'no' ELSE 'yes' END AS answer,
               CASE WHEN nullif(r.method, '') IS NULL THEN 'no rotation process is written down for its kind'
                    WHEN r.changed_via <> 'created' THEN 'last run on ' || posture_day(r.last_changed)
                    WHEN coalesce(r.last_changed, c.created) >= ago(r.every_days) THEN 'its first run is not due yet'
                    ELSE '"' || r.method || '"' || coalesce(' every ' || r.every_days || ' days', '')
                         || coalesce(' by ' || nullif(r.who, ''), '') || ' is written down; no run is proven' END AS because
        FROM live c LEFT JOIN rotations r USING (id)
    """,
    clauses=(clauses.PCI_CHANGE, clauses.NIST_SECRETS, clauses.ISO_SECRETS, clauses.owasp("NHI7")),
)
