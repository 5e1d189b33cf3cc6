"""A machine takes both halves of somebody's account, the password and the second factor, which it never did.

One that helps people does each of them for years; both for one person within the hour is how an account is taken over
(okta.com, *Cross-tenant impersonation*, 2023: factors of administrators were reset). By a client or from a network that
the credential did not use until lately it is somebody else who does it.
"""

from keyroll.detection.another import known, weighs
from keyroll.detection.contract import LEARNED, Behaviour

#: The weight where client or network were new for the credential.
BY_ANOTHER = 0.8

BEHAVIOUR = Behaviour(
    id="keyroll.account-takeover",
    aliases=("keyroll.takes-over-account",),
    title="First removal of the second factor and the password of one account",
    weight=0.6,
    history_days=LEARNED,
    family="administration",
    techniques=("T1098", "T1556.006"),
    sql=f"""
        WITH halves AS (
            SELECT subject, target, activity_id = 11 AS factor, happened_at, act, net, client, history FROM acts
            WHERE class_uid = 3001 AND activity_id IN (3, 4, 11) AND status_id = 1 AND target IS NOT NULL),
        pairs AS (
            SELECT one.subject, one.target, one.happened_at, one.net, one.client, one.act, other.act AS before,
                   one.history
            FROM halves one JOIN halves other ON other.subject = one.subject AND other.target = one.target
                 AND other.factor <> one.factor AND other.happened_at <= one.happened_at AND other.act <> one.act
                 AND other.happened_at >= one.happened_at - INTERVAL 1 HOUR
            QUALIFY row_number() OVER (PARTITION BY one.subject ORDER BY one.happened_at, one.act) = 1),
        {known("pairs")}
        SELECT subject, happened_at, net, target,
               'took factor and password of ' || split_part(target, ':', 3) || ' within the hour' AS detail,
               [before, act] AS events,
               {weighs(BY_ANOTHER, 3)} AS weight
        FROM pairs JOIN known USING (act) WHERE history >= {LEARNED}
    """,
)
