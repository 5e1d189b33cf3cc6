"""From a network that is new for it, a machine touches what it never touched, while at home it keeps to its own.

Who takes a machine's credential elsewhere wants other things than the machine does, and is refused some. A machine that
moves goes on with its own things; one that meets new ones every day (tickets, uploads) tells nothing, and is left out.
"""

from keyroll.detection.contract import CARRIED, Behaviour

#: Things never touched before, within three days of the first use of the place.
FEWEST = 3
#: Share of them among all that it touches from there, and the largest share of new things in its ordinary life.
STRANGE, ORDINARY = 0.7, 0.3
#: Acts in the two weeks before without which nobody can say what its ordinary life is.
SETTLED = 5

BEHAVIOUR = Behaviour(
    id="keyroll.strange-things",
    title="From a new place a credential touches only what it never touched",
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
                   resource_uid IS NOT NULL AS named
            FROM acts WHERE status_id IN (1, 2) AND subject IN (SELECT subject FROM moves)),
        firsts AS (
            SELECT subject, thing, min(happened_at) AS happened_at, arg_min(act, (happened_at, act)) AS act,
                   arg_min(net, (happened_at, act)) AS net
            FROM done WHERE named GROUP BY subject, thing),
        usual AS (
            SELECT m.subject, m.net, count(*) AS acts, count(DISTINCT CASE WHEN d.named THEN d.thing END) AS things
            FROM moves m JOIN done d ON d.subject = m.subject AND d.happened_at < m.since
                 AND d.happened_at >= m.since - INTERVAL 14 DAYS GROUP BY m.subject, m.net),
        novel AS (
            SELECT m.subject, m.net, count(*) AS things
            FROM moves m JOIN firsts f ON f.subject = m.subject AND f.happened_at < m.since
                 AND f.happened_at >= m.since - INTERVAL 14 DAYS GROUP BY m.subject, m.net),
        settled AS (
            SELECT m.* FROM moves m JOIN usual u ON u.subject = m.subject AND u.net = m.net
            LEFT JOIN novel n ON n.subject = m.subject AND n.net = m.net
            WHERE u.acts >= {SETTLED} AND coalesce(n.things, 0) <= {ORDINARY} * u.things),
        strange AS (
            SELECT f.*,
                   row_number() OVER (PARTITION BY f.subject, f.net ORDER BY f.happened_at, f.act) AS so_far
            FROM settled s JOIN firsts f ON f.subject = s.subject AND f.net = s.net
                 AND f.happened_at < s.since + INTERVAL 3 DAYS),
        told AS (
            SELECT s.subject, s.net, max(s.happened_at) AS happened_at,
                   list(s.act ORDER BY so_far DESC)[1:{CARRIED}] AS events
            FROM strange s WHERE so_far <= {FEWEST} GROUP BY s.subject, s.net HAVING count(*) = {FEWEST}),
        beside AS (
            SELECT t.subject, t.net, count(DISTINCT d.thing) AS things
            FROM told t JOIN done d ON d.subject = t.subject AND d.net = t.net AND d.named
                 AND d.happened_at <= t.happened_at GROUP BY t.subject, t.net)
        SELECT t.subject, t.happened_at, t.net, NULL AS target,
               'from ' || t.net || ' touched {FEWEST} things that it never touched, of ' || b.things || ' in all'
               AS detail, t.events
        FROM told t JOIN beside b ON b.subject = t.subject AND b.net = t.net
        WHERE {FEWEST} >= {STRANGE} * b.things
    """,
)
