"""A person's account is used with a client program that is new for it, from a range that is new to the organisation.

A person who travels takes the computer along. An intruder with the session or the password has another computer.
"""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import WARM_UP_DAYS

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
    sql="""
        WITH strange AS (
            SELECT subject, range, min(happened_at) AS since FROM account_uses WHERE strange GROUP BY subject, range)
        SELECT a.subject, a.happened_at, a.net, a.agent AS target,
               'first by ' || a.agent || ' from ' || a.net || ', in a range that is new to the organisation' AS detail,
               [a.act] AS events
        FROM account_agents a JOIN strange s ON s.subject = a.subject AND s.range = a.range
             AND a.happened_at >= s.since
    """,
)
