"""An account in no listing is used for the first time, from a network that is new to the organisation.

A listing of such accounts is read: of their own source, or of another source that most of them are joined with (a wiki
that takes its accounts from the directory of a ticket system). A new colleague is in a listing sooner or later.
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
