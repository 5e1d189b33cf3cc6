"""Whether somebody else did it: with a client, or from a network, that a credential did not use until lately."""

from keyroll.detection.contract import LEARNED


def known(told: str) -> str:
    """Return the tables ``lived`` and ``known`` (by ``act``) for a table with subject, client, net and act."""
    return f"""lived AS (
            SELECT subject, client, net, min(happened_at) AS since FROM acts
            WHERE subject IN (SELECT subject FROM {told}) GROUP BY subject, client, net),
        known AS (
            SELECT t.act, min(l.since) AS since, min(CASE WHEN l.client = t.client THEN l.since END) AS client_since,
                   min(CASE WHEN l.net = t.net THEN l.since END) AS net_since
            FROM {told} t JOIN lived l ON l.subject = t.subject GROUP BY t.act)"""


def weighs(weight: float, days: int) -> str:
    """Return the ``weight`` where client or network were new for so many days, to one with a past; else NULL."""
    return f"""CASE WHEN since <= happened_at - INTERVAL {LEARNED} DAYS
                     AND greatest(client_since, net_since) > happened_at - INTERVAL {days} DAYS THEN {weight} END"""
