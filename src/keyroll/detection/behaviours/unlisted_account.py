"""An account that no listing has is used for the first time, from a network that is new to the organisation.

Such accounts are listed: by their own source, or by another one that most of them are joined with (a wiki that takes
its accounts from the directory of the tickets). Who joins is in a listing sooner or later, whenever it is read.
"""

from keyroll.detection.signals.behaviour import Behaviour, NewTo
from keyroll.detection.signals.clauses import UNLISTED_ACCOUNTS
from keyroll.detection.signals.terms import WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.unlisted-account",
    title="First use of an account that no listing has, from a network that is new to the organisation",
    weight=0.3,
    history_days=WARM_UP_DAYS,
    ranked_only=True,
    family="unlisted",
    needs=("net",),
    use_by_another_actor=True,
    follow_network=NewTo.CREDENTIAL,
    techniques=("T1136", "T1078"),
    sql=f"""
        WITH {UNLISTED_ACCOUNTS}
        SELECT subject, happened_at, net, NULL AS target,
               'first use, from ' || net || ', of an account that no listing has' AS detail, [act] AS events
        FROM unlisted_accounts
    """,
)
