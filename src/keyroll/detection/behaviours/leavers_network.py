"""A machine's credential is used from a network that only a person who has left is known to use.

The author of a script may still have its token at home. A network that present people use too (an office, the provider
of a whole town) is no evidence.
"""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import WARM_UP_DAYS
from keyroll.model.observation import ENDED

BEHAVIOUR = Behaviour(
    id="keyroll.leavers-network",
    aliases=("keyroll.leavers-network",),
    title="Used from the network of a person who has left",
    weight=0.7,
    history_days=WARM_UP_DAYS,
    use_by_another_actor=True,
    family="network",
    needs=("net",),
    techniques=("T1078.004", "T1199"),
    sql=f"""
        WITH states_of AS (
            SELECT coalesce(h.id, c.target) AS subject, happened_at AS at, activity_id IN (5, 6) AS gone
            FROM changes c LEFT JOIN identifiers h ON h.identifier = c.target
            WHERE class_uid = 3001 AND activity_id IN (1, 2, 5, 6) AND status_id = 1 AND c.target IS NOT NULL
            UNION ALL SELECT id, observed_at, state IN {ENDED} FROM states WHERE state <> ''),
        left_at AS (
            SELECT s.subject, s.at, lead(s.at) OVER (PARTITION BY s.subject ORDER BY s.at) AS until, gone
            FROM states_of s JOIN people USING (subject)),
        theirs AS (
            SELECT h.net, l.at, l.until, h.first_at FROM left_at l JOIN subject_networks h ON h.subject = l.subject
            WHERE l.gone AND h.first_at < l.at),
        mine AS (
            SELECT subject, net, min(happened_at) AS happened_at, arg_min(act, (happened_at, act)) AS act,
                   arg_min(history, (happened_at, act)) AS history,
                   min(min(happened_at)) OVER (PARTITION BY subject) AS began
            FROM acts WHERE net IS NOT NULL AND status_id = 1 GROUP BY subject, net),
        from_theirs AS (
            SELECT m.subject, m.net, m.happened_at, m.act, min(t.at) AS left_on
            FROM mine m JOIN theirs t ON t.net = m.net AND t.at <= m.happened_at
                 AND coalesce(t.until > m.happened_at, true)
            WHERE m.history >= {WARM_UP_DAYS} AND m.happened_at - m.began >= INTERVAL {WARM_UP_DAYS} DAYS
            GROUP BY m.subject, m.net, m.happened_at, m.act),
        still_there AS (
            SELECT DISTINCT f.subject, f.net
            FROM from_theirs f JOIN subject_networks o ON o.net = f.net AND o.first_at <= f.happened_at
            JOIN people p ON p.subject = o.subject
            LEFT JOIN left_at g ON g.subject = o.subject AND g.gone AND g.at <= f.happened_at
                 AND coalesce(g.until > f.happened_at, true)
            WHERE g.subject IS NULL)
        SELECT f.subject, f.happened_at, f.net, NULL AS target,
               'used from ' || f.net || ', the network of a person who left on ' || f.left_on::DATE AS detail,
               [f.act] AS events
        FROM from_theirs f LEFT JOIN still_there s ON s.subject = f.subject AND s.net = f.net WHERE s.subject IS NULL
    """,
)
