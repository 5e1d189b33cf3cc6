"""A machine's credential does from a new network what it never did, while the usual use continues.

An intruder with a machine's credential wants other objects than the machine, in other containers and by other actions,
and is refused some. A machine that moves continues with its own. If its objects are new every day (tickets, uploads),
new objects of that kind are no evidence; objects of a new kind are, and so may their containers be. A machine that
moved and grew differs from an intruder in its share of new actions. If all are new and the usual use continues, the
machine did not move, and fewer actions are enough.
"""

from keyroll.detection.signals.behaviour import Behaviour, NewTo
from keyroll.detection.signals.terms import MAX_EVIDENCE, WARM_UP_DAYS

#: New actions within three days of the first use of the network. An action that exports or changes an object counts
#: twice.
FEWEST = 3
#: New actions that are enough if nothing else came from there and the usual use continued.
FEWEST_AT_HOME = 2
#: The share of new actions among all from there, and the largest share of new ones in ordinary use.
STRANGE, ORDINARY = 0.7, 0.3
#: The least acts in the two weeks before; with fewer, ordinary use is unknown.
SETTLED = 5

BEHAVIOUR = Behaviour(
    id="keyroll.new-objects-new-network",
    aliases=("keyroll.strange-things",),
    title="Performs from a new network only actions that it never performed before",
    weight=0.75,
    history_days=WARM_UP_DAYS,
    follow_network=NewTo.CREDENTIAL,
    techniques=("T1078.004", "T1213", "T1530"),
    sql=f"""
        WITH mine AS (
            SELECT subject, net, min(happened_at) AS since FROM acts
            WHERE net IS NOT NULL AND status_id = 1 GROUP BY subject, net),
        moves AS (
            SELECT * FROM (SELECT *, min(since) OVER (PARTITION BY subject) AS began FROM mine)
            WHERE since - began >= INTERVAL {WARM_UP_DAYS} DAYS),
        done AS (
            SELECT subject, net, happened_at, act,
                   CASE WHEN resource_uid IS NOT NULL THEN concat_ws(' ', source, resource_type) END AS kind,
                   resource_uid::VARCHAR AS object,
                   CASE WHEN container IS NOT NULL THEN concat_ws(' ', source, container) END AS container,
                   concat_ws(' ', source, coalesce(action, operation, class_uid || '/' || activity_id)) AS deed,
                   CASE WHEN class_uid = 6001 AND activity_id NOT IN (2, 5) OR class_uid = 6005 THEN 2 ELSE 1 END
                   AS weighs
            FROM acts WHERE status_id IN (1, 2) AND subject IN (SELECT subject FROM moves)),
        sides AS (
            SELECT subject, net, happened_at, act, weighs, 1 AS nearest, kind AS side, object AS item FROM done
            WHERE object IS NOT NULL
            UNION ALL SELECT subject, net, happened_at, act, 1, 2, '', container FROM done WHERE container IS NOT NULL
            UNION ALL SELECT subject, net, happened_at, act, 1, 3, '', deed FROM done),
        first_touches AS (
            SELECT subject, nearest, side, item, min(happened_at) AS happened_at,
                   arg_min(act, (happened_at, act)) AS act, arg_min(net, (happened_at, act)) AS net,
                   arg_min(weighs, (happened_at, act)) AS weighs
            FROM sides GROUP BY subject, nearest, side, item),
        usual AS (
            SELECT m.subject, m.net, count(DISTINCT d.act) AS acts, count(DISTINCT d.container) AS container,
                   count(DISTINCT d.deed) AS deed
            FROM moves m JOIN done d ON d.subject = m.subject AND d.happened_at < m.since
                 AND d.happened_at >= m.since - INTERVAL 14 DAYS GROUP BY m.subject, m.net),
        kinds AS (
            SELECT m.subject, m.net, d.kind, count(DISTINCT d.object) AS object
            FROM moves m JOIN done d ON d.subject = m.subject AND d.happened_at < m.since
                 AND d.happened_at >= m.since - INTERVAL 14 DAYS
            WHERE d.kind IS NOT NULL GROUP BY m.subject, m.net, d.kind),
        novel AS (
            SELECT m.subject, m.net, nearest, side, count(*) AS items
            FROM moves m JOIN first_touches f ON f.subject = m.subject AND f.happened_at < m.since
                 AND f.happened_at >= m.since - INTERVAL 14 DAYS GROUP BY m.subject, m.net, nearest, side),
        restless AS (
            SELECT n.subject, n.net, n.nearest, n.side
            FROM novel n JOIN usual u ON u.subject = n.subject AND u.net = n.net
            LEFT JOIN kinds k ON k.subject = n.subject AND k.net = n.net AND k.kind = n.side
            WHERE n.items > {ORDINARY} * CASE n.nearest WHEN 1 THEN k.object WHEN 2 THEN u.container ELSE u.deed END),
        firsts AS (
            SELECT f.subject, f.net, s.since, f.happened_at, f.act, max(f.weighs) AS weighs
            FROM moves s JOIN usual u ON u.subject = s.subject AND u.net = s.net AND u.acts >= {SETTLED}
            JOIN first_touches f ON f.subject = s.subject AND f.net = s.net AND f.happened_at >= s.since
                 AND f.happened_at < s.since + INTERVAL 3 DAYS
            ANTI JOIN restless r ON r.subject = f.subject AND r.net = f.net AND r.nearest = f.nearest
                 AND r.side = f.side
            GROUP BY f.subject, f.net, s.since, f.happened_at, f.act),
        strange AS (
            SELECT *, sum(weighs) OVER sofar AS so_far, count(*) OVER sofar AS strange FROM firsts
            WINDOW sofar AS (PARTITION BY subject, net ORDER BY happened_at, act)),
        candidates AS (
            SELECT subject, net, since, {FEWEST} AS bar, max(happened_at) AS happened_at, max(strange) AS strange,
                   list(act ORDER BY so_far DESC)[1:{MAX_EVIDENCE - 1}] AS events
            FROM strange WHERE so_far - weighs < {FEWEST} GROUP BY subject, net, since HAVING max(so_far) >= {FEWEST}
            UNION ALL
            SELECT subject, net, since, {FEWEST_AT_HOME}, max(happened_at), max(strange), list(act ORDER BY so_far DESC)
            FROM strange WHERE strange <= {FEWEST_AT_HOME}
            GROUP BY subject, net, since HAVING max(strange) = {FEWEST_AT_HOME}),
        touched AS (
            SELECT d.subject, d.net, d.happened_at,
                   CASE WHEN d.kind IS NOT NULL AND k.side IS NULL THEN d.kind || ' ' || d.object
                   WHEN d.container IS NOT NULL AND p.side IS NULL THEN d.container ELSE d.deed END AS item
            FROM done d JOIN (SELECT DISTINCT subject, net FROM candidates) t ON t.subject = d.subject AND t.net = d.net
            LEFT JOIN restless k ON k.subject = d.subject AND k.net = d.net AND k.nearest = 1 AND k.side = d.kind
            LEFT JOIN restless p ON p.subject = d.subject AND p.net = d.net AND p.nearest = 2),
        beside AS (
            SELECT t.subject, t.net, bar, count(DISTINCT item) AS objects
            FROM candidates t JOIN touched d ON d.subject = t.subject AND d.net = t.net
                 AND d.happened_at <= t.happened_at
            GROUP BY t.subject, t.net, bar),
        at_home AS (
            SELECT t.subject, t.net, min(d.happened_at) AS home_at, arg_min(d.act, (d.happened_at, d.act)) AS home_act
            FROM candidates t JOIN done d ON d.subject = t.subject AND d.happened_at > t.since
                 AND d.happened_at < t.since + INTERVAL 3 DAYS
            JOIN mine m ON m.subject = d.subject AND m.net = d.net AND m.since < t.since
            GROUP BY t.subject, t.net),
        judged AS (
            SELECT t.*, b.objects, h.home_at, h.home_act,
                   CASE t.bar WHEN {FEWEST} THEN t.strange >= {STRANGE} * b.objects ELSE false END AS apart
            FROM candidates t JOIN beside b ON b.subject = t.subject AND b.net = t.net AND b.bar = t.bar
            LEFT JOIN at_home h ON h.subject = t.subject AND h.net = t.net
            WHERE t.bar = {FEWEST} OR b.objects <= {FEWEST_AT_HOME}),
        described AS (
            SELECT subject, CASE WHEN apart THEN happened_at ELSE greatest(happened_at, home_at) END AS happened_at,
                   net, strange || ' of ' || objects || ' actions from ' || net || ' were new'
                   || CASE WHEN apart THEN '' ELSE ', and the usual use went on' END AS detail,
                   CASE WHEN apart THEN events ELSE list_append(events, home_act) END AS events
            FROM judged WHERE apart OR home_act IS NOT NULL)
        SELECT subject, happened_at, net, NULL AS target, detail, events FROM described
        QUALIFY row_number() OVER (PARTITION BY subject, net ORDER BY happened_at, detail) = 1
    """,
)
