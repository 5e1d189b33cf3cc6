"""A machine that always used the same client programs uses another one; more so if none of its peers does."""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import WARM_UP_DAYS

# The first two machines with a client suffice to know whether another machine used it before.
BEHAVIOUR = Behaviour(
    id="keyroll.new-client",
    title="Used by a client program that is new for this credential",
    weight=0.25,
    history_days=WARM_UP_DAYS,
    use_by_another_actor=True,
    family="client",
    needs=("client",),
    follow_client=True,
    techniques=("T1078.004",),
    sql=f"""
        WITH clients AS (
            SELECT subject, client, source, min(happened_at) AS happened_at, arg_min(act, (happened_at, act)) AS act,
                   arg_min(net, (happened_at, act)) AS net FROM acts WHERE client IS NOT NULL
            GROUP BY subject, client, source),
        firsts AS (
            SELECT subject, client, min(happened_at) AS happened_at, arg_min(act, (happened_at, act)) AS act,
                   arg_min(net, (happened_at, act)) AS net, arg_min(source, (happened_at, act)) AS source
            FROM clients GROUP BY subject, client),
        later_clients AS (
            SELECT * FROM firsts
            QUALIFY happened_at - min(happened_at) OVER (PARTITION BY subject) >= INTERVAL {WARM_UP_DAYS} DAYS),
        earliest AS (
            SELECT * FROM clients
            QUALIFY row_number() OVER (PARTITION BY source, client ORDER BY happened_at, subject) <= 2)
        SELECT t.subject, t.happened_at, t.net, t.client AS target, 'first by ' || t.client
               || CASE WHEN count(p.subject) = 0 THEN ', which no machine used here before' ELSE '' END AS detail,
               [t.act] AS events, CASE WHEN count(p.subject) = 0 THEN 0.25 ELSE 0.2 END AS weight
        FROM later_clients t LEFT JOIN earliest p ON p.source = t.source AND p.client = t.client
             AND p.subject <> t.subject AND p.happened_at < t.happened_at
        GROUP BY t.subject, t.happened_at, t.net, t.client, t.act
    """,
)
