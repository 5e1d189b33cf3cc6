"""A credential removes both the password and the second factor of one account, for the first time.

A help desk's credential does each of them for years. Both for one person within an hour is a typical account takeover
(okta.com, *Cross-tenant impersonation*, 2023: factors of administrators were reset). The signal weighs more with a
client, or from a network, that the credential did not use until lately.
"""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.clauses import first_uses, weight_of_another_actor
from keyroll.detection.signals.terms import WARM_UP_DAYS

#: The weight if the client or the network is new for the credential.
BY_ANOTHER_ACTOR = 0.8

BEHAVIOUR = Behaviour(
    id="keyroll.account-takeover",
    aliases=("keyroll.takes-over-account",),
    title="First removal of the second factor and the password of one account",
    weight=0.6,
    history_days=WARM_UP_DAYS,
    family="administration",
    techniques=("T1098", "T1556.006"),
    sql=f"""
        WITH halves AS (
            SELECT subject, target, activity_id = 11 AS factor, happened_at, act, net, client, history FROM acts
            WHERE class_uid = 3001 AND activity_id IN (3, 4, 11) AND status_id = 1 AND target IS NOT NULL),
        both_halves AS (
            SELECT later.subject, later.target, later.happened_at, later.net, later.client, later.act,
                   earlier.act AS before, later.history
            FROM halves later JOIN halves earlier ON earlier.subject = later.subject AND earlier.target = later.target
                 AND earlier.factor <> later.factor AND earlier.act <> later.act
                 AND earlier.happened_at <= later.happened_at
                 AND earlier.happened_at >= later.happened_at - INTERVAL 1 HOUR
            QUALIFY row_number() OVER (PARTITION BY later.subject ORDER BY later.happened_at, later.act) = 1),
        {first_uses("both_halves")}
        SELECT subject, happened_at, net, target,
               'removed second factor and password of ' || split_part(target, ':', 3) || ' within an hour' AS detail,
               [before, act] AS events,
               {weight_of_another_actor(BY_ANOTHER_ACTOR, 3)} AS weight
        FROM both_halves JOIN first_uses USING (act) WHERE history >= {WARM_UP_DAYS}
    """,
)
