"""A machine looks at many more different things in a day than it ever did."""

from keyroll.detection.contract import CARRIED, Behaviour

BEHAVIOUR = Behaviour(
    id="keyroll.breadth",
    title="Looks at many more different things in a day than ever before",
    weight=0.35,
    history_days=14,
    family="breadth",
    techniques=("T1213",),
    sql=f"""
        WITH looked AS (
            SELECT subject, happened_at::DATE AS on_day, resource_type, resource_uid, min(happened_at) AS happened_at,
                   arg_min(act, (happened_at, act)) AS act, arg_min(net, (happened_at, act)) AS net,
                   arg_min(history, (happened_at, act)) AS history
            FROM acts WHERE class_uid = 6001 AND activity_id <> 7 AND resource_uid IS NOT NULL AND status_id = 1
            GROUP BY ALL),
        days AS (
            SELECT subject, on_day, count(*) AS total,
                   coalesce(max(count(*)) OVER (PARTITION BY subject ORDER BY on_day
                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS most
            FROM looked GROUP BY subject, on_day),
        over_it AS (SELECT * FROM days WHERE total >= greatest(10, 3 * most + 1)),
        counted AS (
            SELECT looked.*, most, row_number() OVER (PARTITION BY subject, on_day ORDER BY happened_at, act) AS so_far
            FROM looked JOIN over_it USING (subject, on_day)
            QUALIFY so_far <= greatest(10, 3 * most + 1)),
        kinds AS (
            SELECT subject, on_day, string_agg(n || ' ' || resource_type || CASE WHEN n > 1 THEN 's' ELSE '' END, ', '
                   ORDER BY n DESC, resource_type) AS kinds
            FROM (SELECT subject, on_day, resource_type, count(*) AS n FROM counted GROUP BY ALL) GROUP BY ALL)
        SELECT subject, max(happened_at) AS happened_at, arg_max(net, so_far) AS net, NULL AS target,
               'looked at ' || any_value(replace(kinds, 'repositorys', 'repositories')) || ' so far that day, at most '
               || any_value(most) || ' in a day before' AS detail,
               list(act ORDER BY so_far DESC)[1:{CARRIED}] AS events
        FROM counted JOIN kinds USING (subject, on_day)
        GROUP BY subject, on_day HAVING arg_max(history, so_far) >= 14
    """,
)
