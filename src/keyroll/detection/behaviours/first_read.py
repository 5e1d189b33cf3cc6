"""A machine that only wrote to a system, on many days, reads there for the first time.

A program that loads, mirrors or reports data needs no reads, and mostly has no code for them. A program that begins to
read continues: such a change is announced.
"""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import WARM_UP_DAYS

#: The days with writes before the first read.
WROTE = 10

BEHAVIOUR = Behaviour(
    id="keyroll.first-read",
    aliases=("keyroll.begins-to-read",),
    title="First read in a system where it only wrote before",
    weight=0.45,
    history_days=WARM_UP_DAYS,
    use_by_another_actor=True,
    techniques=("T1078.004", "T1213"),
    sql=f"""
        WITH done AS (
            SELECT subject, source, happened_at, act, net, history,
                   CASE class_uid WHEN 6001 THEN activity_id IN (2, 5, 7) ELSE activity_id IN (1, 4, 8) END AS reads
            FROM acts WHERE status_id = 1 AND (class_uid = 6001 OR (class_uid = 6005 AND activity_id <> 3))),
        first AS (
            SELECT subject, source, min(happened_at) AS happened_at, arg_min(act, (happened_at, act)) AS act,
                   arg_min(net, (happened_at, act)) AS net, arg_min(history, (happened_at, act)) AS history
            FROM done WHERE reads GROUP BY subject, source)
        SELECT f.subject, f.happened_at, f.net, NULL AS target,
               'first read in ' || f.source || ', after writes on '
               || count(DISTINCT d.happened_at::DATE) || ' days' AS detail, [f.act] AS events
        FROM first f JOIN done d ON d.subject = f.subject AND d.source = f.source AND d.happened_at < f.happened_at
        WHERE f.history >= {WARM_UP_DAYS}
        GROUP BY f.subject, f.source, f.happened_at, f.net, f.act
        HAVING count(DISTINCT d.happened_at::DATE) >= {WROTE}
    """,
)
