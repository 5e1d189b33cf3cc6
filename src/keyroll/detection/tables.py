"""Tables with which several behaviours begin, by SQL."""

#: Since when somebody of the organisation is at each network that was new lately: ``net``, ``people_at``.
HOSTS = """hosts AS (
            SELECT v.net, min(v.happened_at) AS people_at FROM visits v JOIN people p
            ON p.subject = v.subject::VARCHAR AND v.happened_at >= p.begins AND v.happened_at < p.ends
            WHERE v.status_id = 1 GROUP BY v.net)"""
#: What machines made: the ``maker``, what was ``made`` by its id, and the act with its time and network.
MADE = """made AS (
            SELECT a.act, a.happened_at, a.own AS maker, a.net, coalesce(h.id, a.target) AS made
            FROM acts a LEFT JOIN identifiers h ON h.identifier = a.target
            WHERE a.class_uid = 3001 AND a.activity_id = 1 AND a.status_id = 1
                  AND split_part(a.target, ':', 3) <> '')"""
