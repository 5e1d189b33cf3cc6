"""A machine that always used the same client programs uses another one."""

from keyroll.detection.contract import Behaviour

BEHAVIOUR = Behaviour(
    id="keyroll.new-client",
    title="Used by a client program that is new for this credential",
    weight=0.25,
    history_days=14,
    techniques=("T1078.004",),
    sql="""
        WITH clients AS (
            SELECT subject, client, min(happened_at) AS happened_at, arg_min(act, (happened_at, act)) AS act,
                   arg_min(net, (happened_at, act)) AS net FROM acts WHERE client IS NOT NULL GROUP BY ALL)
        SELECT subject, happened_at, net, NULL AS target, 'first by ' || client AS detail, [act] AS events
        FROM clients QUALIFY happened_at - min(happened_at) OVER (PARTITION BY subject) >= INTERVAL 14 DAYS
    """,
)
