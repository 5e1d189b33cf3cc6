"""A credential that always stayed in one network is used from another one, and then from its own again.

A machine that moves does not come back. Machines that changed their network before do not count (a second site, a
failover, roaming). The signal weighs more if the other network is new to the organisation and no person uses it: a copy
of the credential is used there, while its holder continues.
"""

from keyroll.detection.signals.behaviour import Behaviour, NewTo
from keyroll.detection.signals.clauses import NETWORKS_OF_PEOPLE
from keyroll.detection.signals.terms import WARM_UP_DAYS

#: The weight if the other network is new to the organisation.
NEW_TO_ALL = 0.5

BEHAVIOUR = Behaviour(
    id="keyroll.network-round-trip",
    aliases=("keyroll.comes-back",),
    title="Used from another network and back within a day, though it never left its network before",
    weight=0.3,
    history_days=WARM_UP_DAYS,
    family="copies",
    needs=("net",),
    follow_network=NewTo.CREDENTIAL,
    techniques=("T1078.004",),
    sql=f"""
        WITH changes AS (
            SELECT subject, net, happened_at, act, history, network_first_at, lag(net) OVER mine AS before,
                   min(happened_at) OVER (PARTITION BY subject) AS began
            FROM acts WHERE status_id = 1 AND net IS NOT NULL
            WINDOW mine AS (PARTITION BY subject ORDER BY happened_at, act) QUALIFY net IS DISTINCT FROM before),
        numbered AS (
            SELECT *, lag(net, 2) OVER mine AS home, lag(act) OVER mine AS away_act,
                   lag(happened_at) OVER mine AS away_at, lag(network_first_at) OVER mine AS away_first_at,
                   row_number() OVER mine AS stay
            FROM changes WINDOW mine AS (PARTITION BY subject ORDER BY happened_at, act)),
        {NETWORKS_OF_PEOPLE}
        SELECT subject, happened_at, before AS net, NULL AS target,
               'used from ' || before || ', then from ' || n.net || ' again, its only network before' AS detail,
               [away_act, act] AS events,
               CASE WHEN away_at - away_first_at <= INTERVAL 3 DAYS AND p.net IS NULL THEN {NEW_TO_ALL} END AS weight
        FROM numbered n LEFT JOIN networks_of_people p ON p.net = n.before AND p.people_at <= n.away_at
        WHERE stay = 3 AND n.net = home AND happened_at - away_at <= INTERVAL 1 DAY
          AND away_at - began >= INTERVAL {WARM_UP_DAYS} DAYS AND history >= {WARM_UP_DAYS}
    """,
)
