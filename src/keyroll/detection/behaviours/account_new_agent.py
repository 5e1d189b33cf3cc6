"""A person's account is used with a client program that is new for it, from a range that is new to the organisation.

A person who travels takes the computer along. An intruder with the session or the password has another computer.
"""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.clauses import STRANGE_AGENTS
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
    sql=f"""
        WITH {STRANGE_AGENTS}
        SELECT subject, happened_at, net, agent AS target,
               'first by ' || agent || ' from ' || net || ', in a range that is new to the organisation' AS detail,
               [act] AS events
        FROM strange_agents
    """,
)
