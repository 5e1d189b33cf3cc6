"""A machine looks at many more different things in a day than it ever did."""

from keyroll.detection.contract import Behaviour

BEHAVIOUR = Behaviour(
    id="keyroll.breadth",
    title="Looks at many more different things in a day than ever before",
    weight=0.35,
    history_days=14,
    techniques=("T1213",),
    sql="""
        WITH seen AS (
            SELECT acts.*, happened_at::DATE AS on_day FROM acts
            WHERE class_uid = 6001 AND resource_uid IS NOT NULL AND status_id = 1
            QUALIFY row_number() OVER (PARTITION BY subject, resource_type, resource_uid, happened_at::DATE ORDER BY happened_at) = 1),
        counted AS (
            SELECT *, row_number() OVER (PARTITION BY subject, on_day ORDER BY happened_at, event_id) AS so_far FROM seen),
        days AS (SELECT subject, on_day, max(so_far) AS total FROM counted GROUP BY ALL),
        usual AS (
            SELECT subject, on_day, coalesce(max(total) OVER (PARTITION BY subject ORDER BY on_day
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS most FROM days)
        SELECT counted.* EXCLUDE (on_day, so_far), so_far || ' different things in a day, at most ' || most
               || ' before' AS detail
        FROM counted JOIN usual USING (subject, on_day)
        WHERE so_far = greatest(10, 3 * most + 1) AND history >= 14
    """,
)
