"""After heavy use from a new network, short accesses with long pauses between them check whether access still works."""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.periodic-checks",
    aliases=("keyroll.still-works",),
    title="Short accesses with long pauses, after heavy use from a new network",
    weight=0.3,
    history_days=WARM_UP_DAYS,
    techniques=("T1078.004",),
    sql=f"""
        WITH from_new_networks AS (
            SELECT acts.* FROM acts JOIN subject_networks USING (subject, net)
            WHERE subject_networks.first_at - network_first_at <= INTERVAL 3 DAYS AND history >= {WARM_UP_DAYS}
              AND happened_at BETWEEN subject_networks.first_at AND subject_networks.first_at + INTERVAL 14 DAYS),
        parted AS (
            SELECT *, coalesce(happened_at - lag(happened_at) OVER mine > INTERVAL 90 MINUTES, true)::INTEGER AS begins
            FROM from_new_networks WINDOW mine AS (PARTITION BY subject, net ORDER BY happened_at, act)),
        numbered AS (
            SELECT *, sum(begins) OVER (PARTITION BY subject, net ORDER BY happened_at, act
                   ROWS UNBOUNDED PRECEDING) AS visit FROM parted),
        visits_made AS (
            SELECT subject, net, visit, min(happened_at) AS happened_at, max(happened_at) AS last_at,
                   arg_min(act, (happened_at, act)) AS act, list(act) AS inside FROM numbered GROUP BY ALL),
        judged AS (
            SELECT *, lag(len(inside) <= 3 AND last_at - happened_at <= INTERVAL 15 MINUTES) OVER mine AS short_1,
                   lag(len(inside) <= 3 AND last_at - happened_at <= INTERVAL 15 MINUTES, 2) OVER mine AS short_2,
                   max(len(inside)) OVER (mine ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busiest,
                   lag(inside) OVER mine AS inside_1, lag(inside, 2) OVER mine AS inside_2,
                   lag(happened_at, 2) OVER mine AS since
            FROM visits_made WINDOW mine AS (PARTITION BY subject, net ORDER BY visit))
        SELECT subject, happened_at, net, NULL AS target,
               'short accesses with long pauses since ' || strftime(since, '%Y-%m-%d %H:%M') AS detail,
               inside_2 || inside_1 || [act] AS events
        FROM judged WHERE short_1 AND short_2 AND busiest >= 10
        QUALIFY row_number() OVER (PARTITION BY subject, net ORDER BY happened_at) = 1
    """,
)
