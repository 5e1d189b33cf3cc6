"""A credential is denied at many objects within an hour, none of which it accessed before.

An actor finds out this way what it may use of one service: models, tables, buckets, projects. The signal weighs much
with a client, or from a network, that the credential did not use until that day. A job whose privileges were changed is
denied too, with its own client and network. If a credential has as many new denials on several days of two weeks, they
are ordinary use.
"""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.clauses import first_uses, weight_of_another_actor
from keyroll.detection.signals.terms import MAX_EVIDENCE, WARM_UP_DAYS

#: The least objects within an hour.
FLOOR = 5
#: The weight if the client or the network is new for the credential.
BY_ANOTHER_ACTOR = 0.75
#: The number of days in the two weeks before with as many new denials that makes them ordinary.
STEADY = 3

BEHAVIOUR = Behaviour(
    id="keyroll.object-enumeration",
    title="Denied at many objects within an hour, none of them accessed before",
    weight=0.2,
    history_days=WARM_UP_DAYS,
    family="enumeration",
    techniques=("T1580", "T1526"),
    sql=f"""
        WITH refused AS (
            SELECT subject, source, resource_uid, min(happened_at) AS happened_at,
                   arg_min(act, (happened_at, act)) AS act, arg_min(net, (happened_at, act)) AS net,
                   arg_min(client, (happened_at, act)) AS client, arg_min(history, (happened_at, act)) AS history
            FROM acts WHERE status_id = 2 AND resource_uid IS NOT NULL GROUP BY subject, source, resource_uid),
        busy AS (SELECT subject FROM refused GROUP BY subject HAVING count(*) >= {FLOOR}),
        accepted AS (
            SELECT subject, source, resource_uid, min(happened_at) AS since FROM acts
            WHERE status_id = 1 AND resource_uid IS NOT NULL AND subject IN (SELECT subject FROM busy)
            GROUP BY subject, source, resource_uid),
        objects AS (
            SELECT r.* FROM refused r JOIN busy USING (subject)
            LEFT JOIN accepted a ON a.subject = r.subject AND a.source = r.source AND a.resource_uid = r.resource_uid
            WHERE a.since IS NULL OR a.since > r.happened_at),
        counted AS (
            SELECT *, count(*) OVER before AS refused, list(act) OVER before AS events FROM objects
            WINDOW before AS (PARTITION BY subject ORDER BY happened_at
                              RANGE BETWEEN INTERVAL 1 HOUR PRECEDING AND CURRENT ROW)),
        firsts AS (
            SELECT * FROM counted WHERE refused >= {FLOOR} AND history >= {WARM_UP_DAYS}
            QUALIFY row_number() OVER (PARTITION BY subject, happened_at::DATE ORDER BY happened_at, act) = 1),
        enumerations AS (
            SELECT * FROM (SELECT *, count(*) OVER (PARTITION BY subject ORDER BY happened_at::DATE RANGE BETWEEN
                           INTERVAL 14 DAYS PRECEDING AND INTERVAL 1 DAY PRECEDING) AS days FROM firsts)
            WHERE days < {STEADY}),
        {first_uses("enumerations")}
        SELECT subject, happened_at, net, NULL AS target,
               'denied at ' || refused || ' objects within an hour, none of them accessed before' AS detail,
               events[1:{MAX_EVIDENCE}] AS events, {weight_of_another_actor(BY_ANOTHER_ACTOR, 1)} AS weight
        FROM enumerations JOIN first_uses USING (act)
    """,
)
