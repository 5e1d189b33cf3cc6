"""Queries for unusually many distinct objects, compared with a subject's own past and with its peers.

Peers are machines of the same kind (the kind of their identifier) in the same source.
"""

from typing import Final

from keyroll.detection.signals.terms import MAX_EVIDENCE

#: The quantile of the peers' slots in the two weeks before that must be exceeded.
QUANTILE: Final = 0.75
#: The counts of objects in words: ``12 pages, 1 project``.
_KINDS: Final = """kinds AS (
            SELECT subject, slot, replace(string_agg(n || ' ' || coalesce(resource_type, 'object')
                   || CASE WHEN n > 1 THEN 's' ELSE '' END, ', ' ORDER BY n DESC, resource_type), 'ys', 'ies') AS kinds
            FROM (SELECT subject, slot, resource_type, count(*) AS n FROM counted GROUP BY ALL) GROUP BY ALL)"""


#: For each item and day, the days before and after on which the subject accessed it.
_SEEN_AGAIN: Final = """seen_again AS (
            SELECT *, lag(slot) OVER same_item AS before, lead(slot) OVER same_item AS after FROM accessed
            WINDOW same_item AS (PARTITION BY subject, item ORDER BY slot))"""


def in_slots(
    unit: str,
    verb: str,
    where: str,
    *,
    floor: int,
    during: str,
    history: int,
    counted_by: str = "resource_uid",
    named: str = "resource_type",
    of: str = "acts",
) -> str:
    """Return the query for hours or days (``unit``) in which a subject accessed unusually many distinct objects.

    ``where`` filters the relation ``of``; ``counted_by`` is the counted column, ``named`` the word for its values. The
    signal is at the first act by which the count reaches ``floor``, exceeds three times the subject's highest count
    before, and exceeds the peers' quantile of the two weeks before.
    """
    return f"""
        WITH accessed AS (
            SELECT subject, min(source) AS source, date_trunc('{unit}', happened_at) AS slot, {named} AS resource_type,
                   {counted_by} AS item, min(happened_at) AS happened_at, arg_min(act, (happened_at, act)) AS act,
                   arg_min(net, (happened_at, act)) AS net, arg_min(history, (happened_at, act)) AS history
            FROM {of} WHERE {where} AND {counted_by} IS NOT NULL AND status_id = 1
            GROUP BY subject, date_trunc('{unit}', happened_at), {named}, {counted_by}),
        slots AS (
            SELECT *, coalesce(max(total) OVER (PARTITION BY subject ORDER BY slot
                               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS most
            FROM (SELECT subject, slot, min(source) || split_part(min(subject)::VARCHAR, ':', 2) AS peers,
                         count(*) AS total FROM accessed GROUP BY subject, slot)),
        wide AS (SELECT * FROM slots WHERE total >= greatest({floor}, 3 * most + 1)),
        usual AS (
            SELECT w.peers, w.slot, quantile_cont(s.total, {QUANTILE}) AS usual
            FROM (SELECT DISTINCT peers, slot FROM wide) w JOIN slots s ON s.peers = w.peers AND s.slot < w.slot
                 AND s.slot >= w.slot - INTERVAL 14 DAYS GROUP BY w.peers, w.slot),
        limits AS (
            SELECT wide.subject, wide.slot, total, most,
                   greatest({floor}, 3 * most + 1, floor(coalesce(usual, 0)) + 1) AS enough
            FROM wide LEFT JOIN usual ON usual.peers = wide.peers AND usual.slot = wide.slot),
        counted AS (
            SELECT accessed.*, most, enough,
                   row_number() OVER (PARTITION BY subject, slot ORDER BY happened_at, act) AS so_far
            FROM accessed JOIN limits USING (subject, slot) WHERE total >= enough
            QUALIFY so_far <= enough),
        {_KINDS}
        SELECT subject, max(happened_at) AS happened_at, arg_max(net, so_far) AS net, NULL AS target,
               '{verb} ' || any_value(kinds) || ' so far that {during}, at most ' || any_value(most)
               || ' in {_a(during)} before' AS detail,
               list(act ORDER BY so_far DESC)[1:{MAX_EVIDENCE}] AS events
        FROM counted JOIN kinds USING (subject, slot)
        GROUP BY subject, slot HAVING arg_max(history, so_far) >= {history}
    """


def in_ten_days(verb: str, where: str, *, floor: int, history: int) -> str:
    """Return the query for the moment at which the ten days until then hold unusually many distinct objects."""
    return f"""
        WITH accessed AS (
            SELECT subject, min(source) AS source, date_trunc('day', happened_at) AS slot, resource_uid AS item,
                   min(happened_at) AS happened_at, arg_min(act, (happened_at, act)) AS act,
                   arg_min(net, (happened_at, act)) AS net, arg_min(history, (happened_at, act)) AS history
            FROM acts WHERE {where} AND resource_uid IS NOT NULL AND status_id = 1
            GROUP BY subject, date_trunc('day', happened_at), resource_uid),
        {_SEEN_AGAIN},
        steps AS (
            SELECT subject, source, item, happened_at AS moment, 1 AS step, slot, act, net, history FROM seen_again
            WHERE before IS NULL OR before < slot - INTERVAL 9 DAYS
            UNION ALL
            SELECT subject, source, item, slot + INTERVAL 10 DAYS, -1, slot + INTERVAL 10 DAYS, NULL, NULL, NULL
            FROM seen_again WHERE after IS NULL OR after > slot + INTERVAL 9 DAYS),
        running AS (
            SELECT *, sum(step) OVER (PARTITION BY subject ORDER BY moment, step, act, item
                                      ROWS UNBOUNDED PRECEDING) AS breadth,
                   source || split_part(subject::VARCHAR, ':', 2) AS peers FROM steps),
        compared AS (
            SELECT *, coalesce(max(breadth) OVER (PARTITION BY subject ORDER BY moment RANGE BETWEEN UNBOUNDED PRECEDING
                               AND INTERVAL 10 DAYS PRECEDING), 0) AS most FROM running),
        wide AS (SELECT * FROM compared WHERE step = 1 AND breadth >= greatest({floor}, 3 * most + 1)),
        evenings AS (SELECT peers, subject, slot, max(breadth) AS breadth FROM running GROUP BY peers, subject, slot),
        usual AS (
            SELECT w.peers, w.slot, quantile_cont(e.breadth, {QUANTILE}) AS usual
            FROM (SELECT DISTINCT peers, slot FROM wide) w JOIN evenings e ON e.peers = w.peers AND e.slot < w.slot
                 AND e.slot >= w.slot - INTERVAL 14 DAYS GROUP BY w.peers, w.slot),
        exceeding AS (
            SELECT wide.* FROM wide LEFT JOIN usual ON usual.peers = wide.peers AND usual.slot = wide.slot
            WHERE breadth > coalesce(usual, 0)
            QUALIFY coalesce(moment - lag(moment) OVER (PARTITION BY wide.subject ORDER BY moment, act)
                             > INTERVAL 10 DAYS, true))
        SELECT t.subject, t.moment AS happened_at, t.net, NULL AS target,
               '{verb} ' || t.breadth || ' distinct objects within ten days, at most ' || t.most
               || ' before' AS detail,
               list(s.act ORDER BY s.moment DESC, s.act)[1:{MAX_EVIDENCE}] AS events
        FROM exceeding t JOIN steps s ON s.subject = t.subject AND s.step = 1 AND s.moment <= t.moment
             AND s.moment >= t.slot - INTERVAL 9 DAYS
        WHERE t.history >= {history} GROUP BY t.subject, t.moment, t.act, t.net, t.breadth, t.most
    """


def _a(during: str) -> str:
    return f"an {during}" if during[0] in "aeiouh" else f"a {during}"
