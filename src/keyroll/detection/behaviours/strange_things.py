"""From a network that is new for it, a machine does what it never did, while at home it keeps to its own.

Who takes a machine's credential elsewhere wants other things than the machine does, and is refused some: he touches
other things, and asks in other ways. A machine that moves goes on with its own things; one that meets new ones every
day (tickets, uploads) tells nothing, and is left out. Whoever goes on with its things too is told from a machine that
moved, and grew, by what the machine still does at home.
"""

from keyroll.detection.contract import CARRIED, Behaviour

#: Strange acts within three days of the first use of the place; one that takes or changes a thing counts twice.
FEWEST = 3
#: Share of them among all that it does from there, and the largest share of new ones in its ordinary life.
STRANGE, ORDINARY = 0.7, 0.3
#: Acts in the two weeks before without which nobody can say what its ordinary life is.
SETTLED = 5

BEHAVIOUR = Behaviour(
    id="keyroll.strange-things",
    title="From a new place a credential does only what it never did",
    weight=0.75,
    history_days=14,
    techniques=("T1078.004", "T1213", "T1530"),
    sql=f"""
        WITH mine AS (
            SELECT subject, net, min(happened_at) AS since FROM acts
            WHERE net IS NOT NULL AND status_id = 1 GROUP BY subject, net),
        moves AS (
            SELECT * FROM (SELECT *, min(since) OVER (PARTITION BY subject) AS began FROM mine)
            WHERE since - began >= INTERVAL 14 DAYS),
        done AS (
            SELECT subject, net, happened_at, act, concat_ws(' ', source, resource_type, resource_uid) AS thing,
                   concat_ws(' ', source, coalesce(action, operation, class_uid || '/' || activity_id)) AS deed,
                   resource_uid IS NOT NULL AS named,
                   CASE WHEN class_uid = 6001 AND activity_id NOT IN (2, 5) OR class_uid = 6005 THEN 2 ELSE 1 END
                   AS weighs
            FROM acts WHERE status_id IN (1, 2) AND subject IN (SELECT subject FROM moves)),
        met AS (
            SELECT subject, 'thing' AS side, thing AS one, min(happened_at) AS happened_at,
                   arg_min(act, (happened_at, act)) AS act, arg_min(net, (happened_at, act)) AS net,
                   arg_min(weighs, (happened_at, act)) AS weighs
            FROM done WHERE named GROUP BY subject, thing
            UNION ALL
            SELECT subject, 'deed', deed, min(happened_at), arg_min(act, (happened_at, act)),
                   arg_min(net, (happened_at, act)), 1 FROM done GROUP BY subject, deed),
        firsts AS (
            SELECT subject, act, net, happened_at, max(weighs) AS weighs, count(*) AS met FROM met
            GROUP BY subject, act, net, happened_at),
        usual AS (
            SELECT m.subject, m.net, count(*) AS acts,
                   count(DISTINCT CASE WHEN d.named THEN d.thing END) + count(DISTINCT d.deed) AS things
            FROM moves m JOIN done d ON d.subject = m.subject AND d.happened_at < m.since
                 AND d.happened_at >= m.since - INTERVAL 14 DAYS GROUP BY m.subject, m.net),
        novel AS (
            SELECT m.subject, m.net, sum(f.met) AS things
            FROM moves m JOIN firsts f ON f.subject = m.subject AND f.happened_at < m.since
                 AND f.happened_at >= m.since - INTERVAL 14 DAYS GROUP BY m.subject, m.net),
        settled AS (
            SELECT m.* FROM moves m JOIN usual u ON u.subject = m.subject AND u.net = m.net
            LEFT JOIN novel n ON n.subject = m.subject AND n.net = m.net
            WHERE u.acts >= {SETTLED} AND coalesce(n.things, 0) <= {ORDINARY} * u.things),
        strange AS (
            SELECT f.*, s.since, sum(weighs) OVER sofar AS so_far, count(*) OVER sofar AS strange
            FROM settled s JOIN firsts f ON f.subject = s.subject AND f.net = s.net AND f.happened_at >= s.since
                 AND f.happened_at < s.since + INTERVAL 3 DAYS
            WINDOW sofar AS (PARTITION BY f.subject, f.net ORDER BY f.happened_at, f.act)),
        told AS (
            SELECT subject, net, since, max(happened_at) AS happened_at, max(strange) AS strange,
                   list(act ORDER BY so_far DESC)[1:{CARRIED - 1}] AS events
            FROM strange WHERE so_far - weighs < {FEWEST} GROUP BY subject, net, since HAVING max(so_far) >= {FEWEST}),
        beside AS (
            SELECT t.subject, t.net, count(DISTINCT CASE WHEN d.named THEN d.thing ELSE d.deed END) AS things
            FROM told t JOIN done d ON d.subject = t.subject AND d.net = t.net
                 AND d.happened_at <= t.happened_at GROUP BY t.subject, t.net),
        at_home AS (
            SELECT t.subject, t.net, arg_max(d.act, (d.happened_at, d.act)) AS act
            FROM told t JOIN done d ON d.subject = t.subject AND d.happened_at > t.since
                 AND d.happened_at <= t.happened_at
            JOIN mine m ON m.subject = d.subject AND m.net = d.net AND m.since < t.since
            GROUP BY t.subject, t.net)
        SELECT t.subject, t.happened_at, t.net, NULL AS target,
               'from ' || t.net || ' did ' || t.strange || ' things that it never did, of ' || b.things || ' in all'
               || CASE WHEN h.act IS NOT NULL THEN ', and went on at home' ELSE '' END AS detail,
               CASE WHEN h.act IS NOT NULL THEN list_append(t.events, h.act) ELSE t.events END AS events
        FROM told t JOIN beside b ON b.subject = t.subject AND b.net = t.net
        LEFT JOIN at_home h ON h.subject = t.subject AND h.net = t.net
        WHERE t.strange >= {STRANGE} * b.things OR h.act IS NOT NULL
    """,
)
