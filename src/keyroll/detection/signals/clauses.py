"""SQL tables that several behaviours share."""

from typing import Final

from keyroll.detection.signals.terms import WARM_UP_DAYS

#: The first use by a person of the organisation of each network that was new lately: ``net``, ``people_at``.
NETWORKS_OF_PEOPLE: Final = """networks_of_people AS (
            SELECT v.net, min(v.happened_at) AS people_at FROM visits v JOIN people p
            ON p.subject = v.subject::VARCHAR WHERE v.status_id = 1 GROUP BY v.net)"""
#: Creations by machines: the ``creator``, the id of the ``created`` object, and the act with its time and network.
CREATED: Final = """created AS (
            SELECT a.act, a.happened_at, a.own AS creator, a.net, coalesce(h.id, a.target) AS created
            FROM acts a LEFT JOIN identifiers h ON h.identifier = a.target
            WHERE a.class_uid = 3001 AND a.activity_id = 1 AND a.status_id = 1
                  AND split_part(a.target, ':', 3) <> '')"""


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
