"""A machine acts from a network that nobody of the house used until a few days ago.

Of one that roams within the ranges of a hoster that says little, until it is met in another range.
"""

from keyroll.detection.contract import LATELY, ROAMS, WIDER, Behaviour

#: Ranges that are new for it in two weeks, beyond which one more says little too.
RANGES = 3

BEHAVIOUR = Behaviour(
    id="keyroll.new-place",
    title="Used from a network that is new to the house",
    weight=0.45,
    history_days=14,
    family="place",
    techniques=("T1078.004",),
    sql=f"""
        WITH first AS (
            SELECT subject, net, min(happened_at) AS happened_at, arg_min(act, (happened_at, act)) AS act,
                   arg_min(history, (happened_at, act)) AS history, any_value(place_first_at) AS place_first_at
            FROM acts WHERE status_id = 1 AND net IS NOT NULL GROUP BY ALL),
        ranged AS (
            SELECT *, {LATELY} AS lately,
                   row_number() OVER (PARTITION BY subject, {WIDER} ORDER BY happened_at, net) = 1 AS afar FROM first),
        judged AS (
            SELECT *, count(CASE WHEN afar THEN 1 END) OVER (
                PARTITION BY subject ORDER BY happened_at
                RANGE BETWEEN INTERVAL 14 DAYS PRECEDING AND CURRENT ROW) AS ranges FROM ranged)
        SELECT subject, happened_at, net, NULL AS target,
               'first from ' || net || ', unknown here before ' || place_first_at::DATE AS detail, [act] AS events,
               CASE WHEN lately > {ROAMS} AND (NOT afar OR ranges > {RANGES}) THEN 0.15 END AS weight
        FROM judged
        WHERE happened_at - place_first_at <= INTERVAL 3 DAYS AND history >= 14
    """,
)
