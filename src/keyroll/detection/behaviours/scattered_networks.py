"""A machine is used within a day from several networks that nobody used before, many more than on any day before.

An actor behind rented or stolen home connections changes them with each request, so that no network shows more than
one. A machine that moves to a site with changing addresses is soon joined there by others, and leaves its old networks.
"""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import MAX_EVIDENCE, WARM_UP_DAYS

#: The least new networks within a day, and how many times the highest number of a day before they are.
FEWEST, TIMES = 3, 3
#: The first days of a machine, in which its usual networks are new.
FIRST_DAYS = 7

BEHAVIOUR = Behaviour(
    id="keyroll.scattered-networks",
    aliases=("keyroll.scattered",),
    title="Used from several networks in a day that nobody used before, while its usual use continues",
    weight=0.7,
    history_days=WARM_UP_DAYS,
    use_by_another_actor=True,
    needs=("net",),
    techniques=("T1078.004", "T1090.002"),
    sql=f"""
        WITH networks_used AS (
            SELECT subject, net, min(happened_at) AS since, arg_min(act, (happened_at, act)) AS act,
                   arg_min(history, (happened_at, act)) AS history, any_value(network_first_at) AS network_first_at
            FROM acts WHERE status_id = 1 AND net IS NOT NULL GROUP BY subject, net),
        away AS (
            SELECT *, count(*) OVER day_until AS networks,
                   list(act) OVER day_until AS events
            FROM (SELECT *, min(since) OVER (PARTITION BY subject) AS began FROM networks_used)
            WHERE since <= network_first_at AND since >= began + INTERVAL {FIRST_DAYS} DAYS
            WINDOW day_until AS (PARTITION BY subject ORDER BY since
                                 RANGE BETWEEN INTERVAL 1 DAY PRECEDING AND CURRENT ROW)),
        scattered AS (
            SELECT * FROM (SELECT *, coalesce(max(networks) OVER (PARTITION BY subject ORDER BY since RANGE BETWEEN
                           UNBOUNDED PRECEDING AND INTERVAL 1 DAY PRECEDING), 0) AS most FROM away)
            WHERE networks >= greatest({FEWEST}, {TIMES} * most) AND history >= {WARM_UP_DAYS}),
        home AS (
            SELECT s.subject, s.net, min(d.happened_at) AS happened_at,
                   arg_min(d.act, (d.happened_at, d.act)) AS home_act
            FROM scattered s JOIN networks_used b ON b.subject = s.subject
                 AND b.since <= s.since - INTERVAL {WARM_UP_DAYS} DAYS
            JOIN acts d ON d.subject = b.subject AND d.net = b.net AND d.status_id = 1
                 AND d.happened_at > s.since AND d.happened_at <= s.since + INTERVAL 3 DAYS
            GROUP BY s.subject, s.net)
        SELECT s.subject, h.happened_at, s.net, NULL AS target,
               'used from ' || s.networks || ' networks within a day that nobody used before, at most ' || s.most
               || ' on a day before, and then from its own' AS detail,
               list_append(s.events[1:{MAX_EVIDENCE - 1}], h.home_act) AS events
        FROM scattered s JOIN home h ON h.subject = s.subject AND h.net = s.net
        QUALIFY row_number() OVER (PARTITION BY s.subject ORDER BY h.happened_at, s.net) = 1
    """,
)
