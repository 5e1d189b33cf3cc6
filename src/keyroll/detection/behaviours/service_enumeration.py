"""A credential is denied at several services that it never accessed before.

A changed program is denied too, with its own client and from its own network. The signal weighs more with a client, or
from a network, that the credential did not use until that day. A service is the resource; in calls without a resource
(6003) it is the operation. If a credential has as many new denials day after day, they are ordinary use.
"""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.clauses import first_uses, weight_of_another_actor
from keyroll.detection.signals.terms import MAX_EVIDENCE, WARM_UP_DAYS

#: The weight if the client or the network is new for the credential.
BY_ANOTHER_ACTOR = 0.75
#: So many days of the two weeks before with three new denials or more make them ordinary, up to so many times the most
#: of those days.
STEADY, MORE = 7, 2


def _service(row: str) -> str:
    return (
        f"CASE {row}.class_uid WHEN 6003 THEN coalesce({row}.operation, {row}.resource_uid) "
        f"ELSE coalesce({row}.resource_uid, {row}.operation) END"
    )


BEHAVIOUR = Behaviour(
    id="keyroll.service-enumeration",
    aliases=("keyroll.refused-here-and-there",),
    title="Denied at several services it never accessed before",
    weight=0.35,
    history_days=WARM_UP_DAYS,
    family="enumeration",
    techniques=("T1087", "T1526"),
    sql=f"""
        WITH refused AS (
            SELECT subject, source, {_service("acts")} AS service, min(happened_at) AS happened_at,
                   arg_min(act, (happened_at, act)) AS act, arg_min(net, (happened_at, act)) AS net,
                   arg_min(client, (happened_at, act)) AS client,
                   arg_min(history, (happened_at, act)) AS history FROM acts WHERE status_id = 2 GROUP BY ALL),
        services AS (
            SELECT * FROM refused r WHERE NOT EXISTS (
                SELECT 1 FROM acts a WHERE a.subject = r.subject AND a.source = r.source AND a.status_id = 1
                AND a.happened_at < r.happened_at AND {_service("a")} = r.service)),
        counted AS (
            SELECT *, count(*) OVER before AS refused, list(act) OVER before AS events FROM services
            WINDOW before AS (PARTITION BY subject ORDER BY happened_at
                              RANGE BETWEEN INTERVAL 1 DAY PRECEDING AND CURRENT ROW)),
        days AS (
            SELECT subject, happened_at::DATE AS on_day, count(*) AS refused FROM services GROUP BY subject, on_day),
        steady AS (
            SELECT c.act, count(*) AS days, max(d.refused) AS most FROM counted c
            JOIN days d ON d.subject = c.subject AND d.refused >= 3
                 AND d.on_day < c.happened_at::DATE AND d.on_day >= c.happened_at::DATE - 14
            WHERE c.refused >= 3 GROUP BY c.act),
        enumerations AS (
            SELECT c.* FROM counted c LEFT JOIN steady s ON s.act = c.act
            WHERE c.refused >= 3 AND history >= {WARM_UP_DAYS}
              AND NOT coalesce(s.days >= {STEADY} AND c.refused <= {MORE} * s.most, false)
            QUALIFY row_number() OVER (PARTITION BY c.subject, happened_at::DATE ORDER BY happened_at, c.act) = 1),
        {first_uses("enumerations")}
        SELECT subject, happened_at, net, NULL AS target,
               'denied at ' || refused || ' services within a day, none of them accessed before' AS detail,
               events[1:{MAX_EVIDENCE}] AS events,
               {weight_of_another_actor(BY_ANOTHER_ACTOR, 1)} AS weight
        FROM enumerations JOIN first_uses USING (act)
    """,
)
