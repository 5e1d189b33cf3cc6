"""Several persons' accounts are used with one client program that is new to the organisation, from ranges new to it.

An actor who obtained the sessions or the codes of many persons uses one program for all of them. A program that an
organisation introduces is first used from its own networks.
"""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.clauses import STRANGE_AGENTS
from keyroll.detection.signals.terms import MAX_EVIDENCE, WARM_UP_DAYS

#: So many accounts are several.
SEVERAL = 3
#: The weight of so many accounts, the increase for each further one, and the highest. The weights order the signals by
#: rank alone.
LITTLE, EACH, MOST = 0.3, 0.1, 0.8

BEHAVIOUR = Behaviour(
    id="keyroll.shared-new-agent",
    title="Several persons' accounts are used with one client program, from ranges new to the organisation",
    weight=LITTLE,
    history_days=WARM_UP_DAYS,
    ranked_only=True,
    needs=("client",),
    use_by_another_actor=True,
    techniques=("T1078.004", "T1528", "T1550.001"),
    sql=f"""
        WITH {STRANGE_AGENTS},
        fresh AS (SELECT * FROM strange_agents WHERE happened_at - agent_first_at <= INTERVAL 3 DAYS),
        counted AS (
            SELECT f.subject, f.happened_at, f.net, f.agent, count(DISTINCT o.subject) AS accounts,
                   list(o.act ORDER BY o.happened_at DESC, o.act)[1:{MAX_EVIDENCE}] AS events
            FROM fresh f JOIN fresh o ON o.agent = f.agent AND o.happened_at <= f.happened_at
                 AND o.happened_at >= f.happened_at - INTERVAL 1 DAY
            GROUP BY f.subject, f.happened_at, f.net, f.agent, f.act)
        SELECT subject, happened_at, net, agent AS target,
               'one of ' || accounts || ' accounts first used with ' || agent || ' within a day' AS detail, events,
               least({LITTLE} + {EACH} * (accounts - {SEVERAL}), {MOST}) AS weight
        FROM counted WHERE accounts >= {SEVERAL}
    """,
)
