"""One network that is new to the organisation uses credentials of several systems, and their holders continue.

An actor who copied a host's credentials uses them from one place, each for its usual actions. A vendor or a site that
moves does not return to its old network, and a person who travels signs in from there.
"""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.clauses import NETWORKS_OF_PEOPLE
from keyroll.detection.signals.terms import RECENT_NETWORKS, WARM_UP_DAYS

#: The most networks of a credential in two weeks, with the new one: one with more is used from wherever it runs.
KEEPS_TO = 4

BEHAVIOUR = Behaviour(
    id="keyroll.shared-copies",
    title="One new network uses credentials of several systems while their holders continue",
    weight=0.75,
    history_days=WARM_UP_DAYS,
    use_by_another_actor=True,
    needs=("net",),
    techniques=("T1078.004", "T1552"),
    sql=f"""
        WITH networks_used AS (
            SELECT subject, net, min(happened_at) AS since, arg_min(act, (happened_at, act)) AS act,
                   arg_min(source, (happened_at, act)) AS source, arg_min(history, (happened_at, act)) AS history,
                   any_value(network_first_at) AS network_first_at
            FROM acts WHERE status_id = 1 AND net IS NOT NULL GROUP BY subject, net),
        {NETWORKS_OF_PEOPLE},
        away AS (
            SELECT u.* FROM (SELECT *, {RECENT_NETWORKS.replace("happened_at", "since")} AS lately,
                         min(since) OVER (PARTITION BY subject) AS began FROM networks_used) u
            LEFT JOIN networks_of_people p ON p.net = u.net AND p.people_at <= u.since
            WHERE u.since - u.network_first_at <= INTERVAL 3 DAYS AND u.history >= {WARM_UP_DAYS}
                  AND u.since >= u.began + INTERVAL {WARM_UP_DAYS} DAYS AND u.lately <= {KEEPS_TO} AND p.net IS NULL),
        returns AS (
            SELECT a.subject, a.net, a.since, a.act, split_part(a.source::VARCHAR, '@', 1) AS system,
                   min(d.happened_at) AS happened_at, arg_min(d.act, (d.happened_at, d.act)) AS home_act
            FROM away a JOIN networks_used b ON b.subject = a.subject
                 AND b.since <= a.since - INTERVAL 1 DAY
            JOIN acts d ON d.subject = b.subject AND d.net = b.net AND d.status_id = 1
                 AND d.happened_at > a.since AND d.happened_at <= a.since + INTERVAL 1 DAY
            GROUP BY a.subject, a.net, a.since, a.act, system)
        SELECT t.subject, t.happened_at, t.net, NULL AS target,
               t.net || ' used this credential and one of another system, and then both were used as before' AS detail,
               [arg_max(o.act, (o.happened_at, o.act)), arg_max(o.home_act, (o.happened_at, o.act)), t.act, t.home_act]
               AS events
        FROM returns t JOIN returns o ON o.net = t.net AND o.subject <> t.subject AND o.system <> t.system
             AND (o.happened_at, o.act) < (t.happened_at, t.act) AND t.since <= o.since + INTERVAL 3 DAYS
        GROUP BY t.subject, t.happened_at, t.net, t.act, t.home_act
        QUALIFY row_number() OVER (PARTITION BY t.net ORDER BY t.happened_at, t.act) = 1
    """,
)
