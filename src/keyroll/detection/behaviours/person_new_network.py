"""A person's account is used from a range of addresses that is new to the organisation and to the account.

People who travel do so too. So alone it weighs little. It weighs more together with acts of consequence from the same
network, and follow-up and stories join what comes from there.
"""

from keyroll.detection.signals.behaviour import Behaviour, NewTo
from keyroll.detection.signals.terms import WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.person-new-network",
    title="A person's account is used from a network that is new to the organisation",
    weight=0.15,
    history_days=WARM_UP_DAYS,
    family="network",
    needs=("net",),
    use_by_another_actor=True,
    follow_network=NewTo.ORGANISATION,
    techniques=("T1078.004",),
    sql="""
        SELECT subject, min(happened_at) AS happened_at, net, NULL AS target,
               'first use from ' || net || ', in a range that is new to the organisation and to the account' AS detail,
               [arg_min(act, (happened_at, act))] AS events
        FROM account_uses WHERE strange GROUP BY subject, net
    """,
)
