"""A session is used from a network other than the one in which it started.

The key of a session is made for one workload, which stays in its network for the hours in which the key is valid
(docs.aws.amazon.com, *Temporary security credentials in IAM*; GuardDuty's InstanceCredentialExfiltration uses the same
fact). A credential whose sessions were used from two networks before, as behind several gateways, does not count.
"""

from keyroll.detection.signals.behaviour import Behaviour, NewTo
from keyroll.detection.signals.terms import WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.session-network-change",
    aliases=("keyroll.session-elsewhere",),
    title="A session is used from a network in which it did not start, as none of this credential's sessions was",
    weight=0.5,
    history_days=WARM_UP_DAYS,
    use_by_another_actor=True,
    needs=("net",),
    follow_network=NewTo.CREDENTIAL,
    techniques=("T1550.001", "T1552.005"),
    sql=f"""
        WITH session_networks AS (
            SELECT subject, source, session, net, min(happened_at) AS happened_at,
                   arg_min(act, (happened_at, act)) AS act, max(history) AS history
            FROM acts WHERE session IS NOT NULL AND net IS NOT NULL AND status_id = 1
            GROUP BY subject, source, session, net),
        known_sessions AS (SELECT *, min(happened_at) OVER (PARTITION BY subject) AS began FROM session_networks),
        parted AS (
            SELECT *, lag(act) OVER mine AS opened_by, lag(net) OVER mine AS opened_in, row_number() OVER mine AS nth
            FROM known_sessions WINDOW mine AS (PARTITION BY subject, source, session ORDER BY happened_at, act)),
        firsts AS (
            SELECT * FROM parted WHERE nth = 2
            QUALIFY row_number() OVER (PARTITION BY subject ORDER BY happened_at, act) = 1)
        SELECT subject, happened_at, net, NULL AS target,
               'one session used from ' || opened_in || ' and from ' || net AS detail, [opened_by, act] AS events
        FROM firsts WHERE happened_at - began >= INTERVAL {WARM_UP_DAYS} DAYS AND history >= {WARM_UP_DAYS}
    """,
)
