"""A machine with fixed hours accesses several objects that are new for it, at an hour at which it never works.

A copied token shows this pattern even if a log has neither address nor client. A changed program accesses new objects
in its own hours, and a program that starts late accesses its old ones. Use from a network that is new for the machine
does not count here: new objects from there are a signal of their own, and machines are moved at night. A higher number
of objects than ever before is a signal of another behaviour, which follows from the same events.
"""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import MAX_EVIDENCE, SETTLED_DAYS, WARM_UP_DAYS

#: The least new objects within a day, the most known objects before, and the days of two weeks with work of the
#: machine.
FEWEST, FEW, AT_WORK = 3, 30, 10

BEHAVIOUR = Behaviour(
    id="keyroll.unusual-hour-objects",
    aliases=("keyroll.out-of-habit",),
    title="Accesses new objects at an hour at which it never works",
    weight=0.6,
    history_days=WARM_UP_DAYS,
    family="breadth",
    techniques=("T1078.004", "T1213"),
    sql=f"""
        WITH objects AS (
            SELECT subject, source, resource_type, resource_uid, min(happened_at) AS happened_at,
                   arg_min(act, (happened_at, act)) AS act, arg_min(net, (happened_at, act)) AS net,
                   arg_min(history, (happened_at, act)) AS history
            FROM acts WHERE resource_uid IS NOT NULL AND status_id = 1 AND class_uid IN (6001, 6005)
            GROUP BY subject, source, resource_type, resource_uid),
        settled AS (
            SELECT *, max(happened_at) OVER before AS before, count(*) OVER before AS known_objects FROM objects
            WINDOW before AS (PARTITION BY subject ORDER BY happened_at
                              RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL 1 DAY PRECEDING)),
        networks AS (
            SELECT subject, net, min(happened_at) AS since FROM acts WHERE net IS NOT NULL GROUP BY subject, net),
        strict AS (
            SELECT s.* FROM settled s LEFT JOIN networks h ON h.subject = s.subject AND h.net = s.net
            WHERE (s.net IS NULL OR h.since <= happened_at - INTERVAL {WARM_UP_DAYS} DAYS)
                  AND history >= {WARM_UP_DAYS} AND happened_at - before >= INTERVAL {SETTLED_DAYS} DAYS
                  AND known_objects <= {FEW}),
        hours AS (
            SELECT DISTINCT subject, date_trunc('hour', happened_at) AS slot FROM acts
            WHERE subject IN (SELECT subject FROM strict)),
        judged AS (
            SELECT s.subject, s.happened_at, s.net, s.act, count(DISTINCT h.slot::DATE) AS days,
                   count(*) FILTER (abs((extract(hour FROM s.happened_at) - extract(hour FROM h.slot) + 36) % 24 - 12)
                                    <= 1) AS usual
            FROM strict s JOIN hours h ON h.subject = s.subject AND h.slot >= s.happened_at - INTERVAL 14 DAYS
                 AND h.slot < s.happened_at - INTERVAL 12 HOURS
            GROUP BY s.subject, s.happened_at, s.net, s.act),
        counted AS (
            SELECT *, count(*) OVER so_far AS accessed, list(act) OVER so_far AS events FROM judged
            WHERE days >= {AT_WORK} AND usual = 0
            WINDOW so_far AS (PARTITION BY subject ORDER BY happened_at
                              RANGE BETWEEN INTERVAL 1 DAY PRECEDING AND CURRENT ROW))
        SELECT subject, happened_at, net, NULL AS target,
               'accessed ' || accessed || ' new objects at an hour at which it never works' AS detail,
               events[1:{MAX_EVIDENCE}] AS events
        FROM counted WHERE accessed >= {FEWEST}
        QUALIFY row_number() OVER (PARTITION BY subject, happened_at::DATE ORDER BY happened_at, act) = 1
    """,
)
