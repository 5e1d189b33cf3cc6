"""A person's account changes how somebody signs in, from an address range that is new to the organisation.

An intruder in a person's session adds a factor, a device, a key or a token, or sets a password, in order to return
(attack.mitre.org, *Account Manipulation*, T1098, and *Multi-Factor Authentication*, T1556.006). A new colleague
does so from home, but has no usual ranges yet.
"""

from keyroll.detection.signals.behaviour import Behaviour, NewTo
from keyroll.detection.signals.terms import WARM_UP_DAYS

#: Changes of accounts and their credentials by activity of OCSF's class 3001: created, enabled, password changed or
#: reset, factor enabled, other.
CHANGES = (1, 2, 3, 4, 10, 99)

BEHAVIOUR = Behaviour(
    id="keyroll.account-change-new-range",
    title="A person's account changes a factor, a key or a password from a range that is new to the organisation",
    weight=0.4,
    history_days=WARM_UP_DAYS,
    ranked_only=True,
    family="administration",
    needs=("net",),
    use_by_another_actor=True,
    follow_network=NewTo.CREDENTIAL,
    techniques=("T1098", "T1556.006"),
    sql=f"""
        WITH changed AS (
            SELECT u.subject, u.happened_at, u.act, u.net, v.operation
            FROM account_uses u JOIN visits v ON v.act = u.act
            WHERE u.strange AND NOT v.machine AND v.class_uid = 3001 AND v.activity_id IN {CHANGES}
                  AND v.history >= {WARM_UP_DAYS})
        SELECT subject, happened_at, net, NULL AS target,
               coalesce(operation, 'change of an account') || ' from ' || net
               || ', in a range that is new to the organisation' AS detail, [act] AS events
        FROM changed
        QUALIFY row_number() OVER (PARTITION BY subject, net ORDER BY happened_at, act) = 1
    """,
)
