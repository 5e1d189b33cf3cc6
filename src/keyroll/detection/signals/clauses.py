"""SQL tables that several behaviours share."""

from typing import Final

from keyroll.detection.signals.terms import WARM_UP_DAYS

#: The first use by a person of the organisation of each network that was new lately: ``net``, ``people_at``.
NETWORKS_OF_PEOPLE: Final = """networks_of_people AS (
            SELECT v.net, min(v.happened_at) AS people_at FROM visits v JOIN people p
            ON p.subject = v.subject::VARCHAR WHERE v.status_id = 1 GROUP BY v.net)"""
#: The rows of ``account_agents`` whose program the account first used from a range that was new to the organisation.
STRANGE_AGENTS: Final = """strange AS (
            SELECT subject, range, min(happened_at) AS since FROM account_uses WHERE strange GROUP BY subject, range),
        strange_agents AS (
            SELECT a.* FROM account_agents a JOIN strange s ON s.subject = a.subject AND s.range = a.range
                 AND a.happened_at >= s.since)"""
#: Creations by machines: the ``creator``, the id of the ``created`` object, and the act with its time and network.
CREATED: Final = """created AS (
            SELECT a.act, a.happened_at, a.own AS creator, a.net, coalesce(h.id, a.target) AS created
            FROM acts a LEFT JOIN identifiers h ON h.identifier = a.target
            WHERE a.class_uid = 3001 AND a.activity_id = 1 AND a.status_id = 1
                  AND split_part(a.target, ':', 3) <> '')"""

#: As many listed accounts, at least, show that a source's accounts are those of another one.
_KNOWN: Final = 5
#: The first accepted use of each account that no listing has, from a network that is new to the organisation: the
#: ``subject``, ``happened_at``, ``act``, ``net``. Such accounts are listed: by their own source, or by another one that
#: most of them are joined with.
UNLISTED_ACCOUNTS: Final = f"""came AS (
            SELECT subject::VARCHAR AS subject, min(happened_at) AS happened_at,
                   arg_min(act, (happened_at, act)) AS act, arg_min(net, (happened_at, act))::VARCHAR AS net,
                   arg_min(history, (happened_at, act)) AS history
            FROM visits WHERE NOT machine AND status_id = 1 GROUP BY subject),
        began AS (SELECT subject::VARCHAR AS subject, min(first_at) AS first_at FROM subject_networks GROUP BY subject),
        listed AS (SELECT DISTINCT id FROM states),
        kinds AS (
            SELECT split_part(id, ':', 1) || ':' || split_part(id, ':', 2) AS kind FROM listed
            UNION
            SELECT split_part(identifier, ':', 1) || ':' || split_part(identifier, ':', 2) AS kind
            FROM identifiers i LEFT JOIN listed l ON l.id = i.id GROUP BY kind
            HAVING count(l.id) >= {_KNOWN} AND 2 * count(l.id) >= count(*)),
        unlisted_accounts AS (
            SELECT c.subject, c.happened_at, c.act, c.net
            FROM came c JOIN began b ON b.subject = c.subject AND b.first_at >= c.happened_at
            JOIN kinds k ON k.kind = split_part(c.subject, ':', 1) || ':' || split_part(c.subject, ':', 2)
            ANTI JOIN listed l ON l.id = c.subject
            WHERE c.history >= {WARM_UP_DAYS})"""


def first_uses(signals: str) -> str:
    """Return the table ``first_uses`` (by ``act``) for a table with subject, client, net and act.

    It has the first time of the subject (``since``), and of its use of this client and of this network.
    """
    return f"""used AS (
            SELECT subject, client, net, min(happened_at) AS since FROM acts
            WHERE subject IN (SELECT subject FROM {signals}) GROUP BY subject, client, net),
        first_uses AS (
            SELECT t.act, min(l.since) AS since, min(CASE WHEN l.client = t.client THEN l.since END) AS client_since,
                   min(CASE WHEN l.net = t.net THEN l.since END) AS net_since
            FROM {signals} t JOIN used l ON l.subject = t.subject GROUP BY t.act)"""


def weight_of_another_actor(weight: float, days: int) -> str:
    """Return SQL over ``first_uses``: ``weight`` if the client or the network was first used less than ``days`` ago
    by a subject known for longer than the warm-up; else NULL."""
    return f"""CASE WHEN since <= happened_at - INTERVAL {WARM_UP_DAYS} DAYS
                     AND greatest(client_since, net_since) > happened_at - INTERVAL {days} DAYS THEN {weight} END"""
