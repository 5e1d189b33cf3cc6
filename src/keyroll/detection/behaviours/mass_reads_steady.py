"""A machine that works steadily in small numbers reads hundreds of objects within an hour that it never read before.

A nightly copy pauses in between, and a batch reads the same objects again. If a machine was at work for a day of hours,
never read a tenth as many objects in one of them, and all of these objects are new to it, the signal is a high finding
without other signals, also on a log of a few days.
"""

from keyroll.detection.behaviours.mass_reads import FLOOR
from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import MAX_EVIDENCE
from keyroll.model.finding import Severity

#: Hours at work before, the factor above the objects of any of them, and the share of new objects.
HOURS, TIMES, NEW = 24, 10, 0.95

BEHAVIOUR = Behaviour(
    id="keyroll.mass-reads-steady",
    title="Reads many times as many objects within an hour as in any hour of its steady work, all of them new to it",
    weight=0.9,
    history_days=1,
    cold_start="no signal",
    family="breadth",
    counts_objects=True,
    severity=Severity.HIGH,
    techniques=("T1530", "T1213"),
    sql=f"""
        WITH firsts AS (
            SELECT subject, date_trunc('hour', happened_at) AS slot, resource_type, resource_uid,
                   min(happened_at) AS happened_at, arg_min(act, (happened_at, act)) AS act,
                   arg_min(net, (happened_at, act)) AS net, arg_min(history, (happened_at, act)) AS history
            FROM read_objects WHERE status_id = 1 AND resource_uid IS NOT NULL GROUP BY ALL),
        slots AS (SELECT subject, slot, count(*) AS total FROM firsts GROUP BY subject, slot),
        compared AS (
            SELECT *, coalesce(max(total) OVER earlier, 0) AS most, count(*) OVER earlier AS hours FROM slots
            WINDOW earlier AS (PARTITION BY subject ORDER BY slot ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)),
        wide AS (
            SELECT subject, slot, most, hours, greatest({FLOOR}, {TIMES} * most + 1) AS enough FROM compared
            WHERE hours >= {HOURS} AND total >= greatest({FLOOR}, {TIMES} * most + 1)),
        counted AS (
            SELECT f.*, w.most, w.hours, w.enough,
                   row_number() OVER (PARTITION BY f.subject, f.slot ORDER BY f.happened_at, f.act) AS so_far
            FROM firsts f JOIN wide w ON w.subject = f.subject AND w.slot = f.slot
            QUALIFY so_far <= enough),
        known AS (
            SELECT DISTINCT c.act FROM counted c JOIN firsts f ON f.subject = c.subject
                 AND f.resource_uid = c.resource_uid AND f.resource_type IS NOT DISTINCT FROM c.resource_type
                 AND f.slot < c.slot)
        SELECT subject, max(happened_at) AS happened_at, arg_max(net, so_far) AS net, NULL AS target,
               'read ' || any_value(enough) || ' objects so far that hour, at most ' || any_value(most)
               || ' in each of ' || any_value(hours) || ' hours before' AS detail,
               list(c.act ORDER BY so_far DESC)[1:{MAX_EVIDENCE}] AS events
        FROM counted c LEFT JOIN known k ON k.act = c.act
        GROUP BY subject, slot
        HAVING count(*) FILTER (k.act IS NULL) >= {NEW} * count(*) AND arg_max(history, so_far) >= 1
    """,
)
