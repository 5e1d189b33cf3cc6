"""An account in no listing is used for the first time, from a network that is new to the organisation.

Its source has a listing of such accounts. A new colleague is in a listing sooner or later, whenever it is read.
"""

from keyroll.detection.signals.behaviour import Behaviour, NewTo
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
        WITH came AS (
            SELECT subject::VARCHAR AS subject, min(happened_at) AS happened_at,
                   arg_min(act, (happened_at, act)) AS act, arg_min(net, (happened_at, act))::VARCHAR AS net,
                   arg_min(history, (happened_at, act)) AS history
            FROM visits WHERE NOT machine AND status_id = 1 GROUP BY subject),
        began AS (SELECT subject::VARCHAR AS subject, min(first_at) AS first_at FROM subject_networks GROUP BY subject),
        listed AS (SELECT DISTINCT id FROM states),
        kinds AS (SELECT DISTINCT split_part(id, ':', 1) || ':' || split_part(id, ':', 2) AS kind FROM listed)
        SELECT c.subject, c.happened_at, c.net, NULL AS target,
               'first use, from ' || c.net || ', of an account that no listing has' AS detail, [c.act] AS events
        FROM came c JOIN began b ON b.subject = c.subject AND b.first_at >= c.happened_at
        JOIN kinds k ON k.kind = split_part(c.subject, ':', 1) || ':' || split_part(c.subject, ':', 2)
        ANTI JOIN listed l ON l.id = c.subject
        WHERE c.history >= {WARM_UP_DAYS}
    """,
)
