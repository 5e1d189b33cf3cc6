"""A machine takes many more whole archives or exports in a day than it ever did."""

from keyroll.detection.contract import CARRIED, Behaviour

BEHAVIOUR = Behaviour(
    id="keyroll.mass-export",
    title="Takes many more archives or exports in a day than ever before",
    weight=0.4,
    history_days=14,
    family="export",
    techniques=("T1213.003",),
    sql=f"""
        WITH taken AS (
            SELECT subject, happened_at::DATE AS on_day, resource_type, resource_uid, min(happened_at) AS happened_at,
                   arg_min(act, (happened_at, act)) AS act, arg_min(net, (happened_at, act)) AS net,
                   arg_min(history, (happened_at, act)) AS history
            FROM acts WHERE class_uid = 6001 AND activity_id = 7 AND resource_uid IS NOT NULL AND status_id = 1
            GROUP BY ALL),
        days AS (
            SELECT subject, on_day, count(*) AS total,
                   coalesce(max(count(*)) OVER (PARTITION BY subject ORDER BY on_day
                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS most
            FROM taken GROUP BY subject, on_day),
        counted AS (
            SELECT taken.*, most, row_number() OVER (PARTITION BY subject, on_day ORDER BY happened_at, act) AS so_far
            FROM taken JOIN days USING (subject, on_day) WHERE total >= greatest(10, 3 * most + 1)
            QUALIFY so_far <= greatest(10, 3 * most + 1))
        SELECT subject, max(happened_at) AS happened_at, arg_max(net, so_far) AS net, NULL AS target,
               'exported ' || count(*) || ' different things so far that day, at most ' || any_value(most)
               || ' in a day before' AS detail,
               list(act ORDER BY so_far DESC)[1:{CARRIED}] AS events
        FROM counted GROUP BY subject, on_day HAVING arg_max(history, so_far) >= 14
    """,
)
