"""A log stops for much longer than ever before while others continue: this does not mean that nothing happened."""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.log-silent",
    aliases=("keyroll.gone-silent",),
    title="A log stops for longer than ever before, while others continue",
    weight=0.2,
    history_days=WARM_UP_DAYS,
    family="silence",
    techniques=("T1562.008",),
    sql=f"""
        WITH gaps AS (
            SELECT *, first_at - lag(last_at) OVER mine AS gap, min(first_at) OVER (PARTITION BY source, log) AS begins,
                   coalesce(lead(first_at) OVER mine, TIMESTAMPTZ '9999-01-01 00:00:00+00') AS next_at
            FROM log_hours WINDOW mine AS (PARTITION BY source, log ORDER BY hour)),
        patience AS (
            SELECT *, last_at + greatest(INTERVAL 3 HOURS, 2 * coalesce(max(gap) OVER (
                PARTITION BY source, log ORDER BY hour ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
                INTERVAL 0 HOURS)) AS expected FROM gaps),
        silent AS (
            SELECT * FROM patience
            WHERE expected < next_at AND last_at - begins >= INTERVAL {WARM_UP_DAYS} DAYS),
        noticed AS (
            SELECT s.source, s.log, s.last_at, s.last_act, min(o.first_at) AS happened_at,
                   arg_min(o.first_act, (o.first_at, o.first_act)) AS act
            FROM silent s JOIN log_hours o ON (o.source <> s.source OR o.log <> s.log)
                 AND o.first_at >= s.expected AND o.first_at < s.next_at
            GROUP BY s.source, s.log, s.last_at, s.last_act)
        SELECT source || ':log:' || log AS subject, happened_at, NULL AS net, NULL AS target,
               'no events since ' || strftime(last_at, '%Y-%m-%d %H:%M') || ', longer than ever before' AS detail,
               [last_act, act] AS events
        FROM noticed
    """,
)
