"""A machine with few systems, and few applications that it signs in to, accesses another one.

One account often gives access to all products of a vendor (support.atlassian.com, *What is an Atlassian account?*,
November 2026), and one token to many applications behind a proxy. The machine's program uses only its own. Another
holder explores the others.
"""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import SETTLED_DAYS, WARM_UP_DAYS

#: The most services of a machine with settled services.
FEW = 3

BEHAVIOUR = Behaviour(
    id="keyroll.new-service",
    aliases=("keyroll.new-door",),
    title="Accesses a system or an application it never accessed before",
    weight=0.3,
    history_days=WARM_UP_DAYS,
    techniques=("T1078.004", "T1213"),
    sql=f"""
        WITH services AS (
            SELECT subject, net, happened_at, act, history, 'system' AS side, source::VARCHAR AS service FROM acts
            WHERE status_id = 1
            UNION ALL
            SELECT subject, net, happened_at, act, history, 'application', source || ' ' || resource_uid FROM acts
            WHERE status_id = 1 AND class_uid = 3002 AND activity_id = 1 AND resource_uid IS NOT NULL),
        opened AS (
            SELECT subject, side, service, min(happened_at) AS happened_at, arg_min(act, (happened_at, act)) AS act,
                   arg_min(net, (happened_at, act)) AS net, arg_min(history, (happened_at, act)) AS history
            FROM services GROUP BY subject, side, service),
        settled AS (
            SELECT *, max(happened_at) OVER before AS before, count(*) OVER before AS known_services FROM opened
            WINDOW before AS (PARTITION BY subject, side ORDER BY happened_at
                              RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL 1 SECOND PRECEDING))
        SELECT subject, happened_at, net, NULL AS target,
               'first access to ' || service || ', after ' || date_diff('day', before, happened_at) || ' days in '
               || known_services
               || CASE side WHEN 'system' THEN ' known systems' ELSE ' known applications' END AS detail,
               [act] AS events
        FROM settled
        WHERE history >= {WARM_UP_DAYS} AND happened_at - before >= INTERVAL {SETTLED_DAYS} DAYS
          AND known_services <= {FEW}
        QUALIFY row_number() OVER (PARTITION BY subject, happened_at ORDER BY side) = 1
    """,
)
