"""A person's account is used from an address range that nobody of the organisation used until two weeks ago.

Travellers do this too. The signal weighs little if the account had another such range within four weeks.
"""

from keyroll.detection.signals.behaviour import Behaviour, NewTo
from keyroll.detection.signals.terms import WARM_UP_DAYS

#: The weight for an account that is repeatedly in new ranges.
TRAVELS = 0.05

BEHAVIOUR = Behaviour(
    id="keyroll.account-new-range",
    title="A person's account is used from an address range that is new to the organisation",
    weight=0.15,
    history_days=WARM_UP_DAYS,
    ranked_only=True,
    family="network",
    needs=("net",),
    use_by_another_actor=True,
    follow_network=NewTo.CREDENTIAL,
    techniques=("T1078.004",),
    sql=f"""
        WITH firsts AS (
            SELECT subject, range, min(happened_at) AS happened_at, arg_min(act, (happened_at, act)) AS act,
                   arg_min(net, (happened_at, act)) AS net
            FROM account_uses WHERE strange GROUP BY subject, range)
        SELECT subject, happened_at, net, NULL AS target,
               'first use from ' || net || ', in a range that is new to the organisation' AS detail, [act] AS events,
               CASE WHEN count(*) OVER (PARTITION BY subject ORDER BY happened_at
                                        RANGE BETWEEN INTERVAL 28 DAYS PRECEDING AND CURRENT ROW) > 1
                    THEN {TRAVELS} END AS weight
        FROM firsts
    """,
)
