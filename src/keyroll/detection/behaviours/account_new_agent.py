"""A person's account is used with a client program that is new for it, from a range that is new to the organisation.

A person who travels takes the computer along. Who has the session or the password has another one.
"""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import WARM_UP_DAYS

#: The weight where nobody else with such a range used the program before.
NEW_HERE = 0.35

BEHAVIOUR = Behaviour(
    id="keyroll.account-new-agent",
    title="A person's account is used with a client program that is new for it, from a range new to the organisation",
    weight=0.2,
    history_days=WARM_UP_DAYS,
    ranked_only=True,
    family="client",
    needs=("client",),
    use_by_another_actor=True,
    techniques=("T1078.004", "T1550.004"),
    sql=f"""
        WITH strange AS (
            SELECT subject, range, min(happened_at) AS since FROM account_uses WHERE strange GROUP BY subject, range),
        known AS (SELECT agent, min(happened_at) AS first_at FROM account_agents GROUP BY agent)
        SELECT a.subject, a.happened_at, a.net, a.agent AS target,
               'first by ' || a.agent || ' from ' || a.net || ', in a range that is new to the organisation' AS detail,
               [a.act] AS events, CASE WHEN k.first_at = a.happened_at THEN {NEW_HERE} END AS weight
        FROM account_agents a JOIN strange s ON s.subject = a.subject AND s.range = a.range
             AND a.happened_at >= s.since
        JOIN known k ON k.agent = a.agent
    """,
)
