"""A machine with few networks is used within a day from several new ones that nobody used before.

An actor behind rented or stolen home connections changes them with each request, so that no network shows more than
one. A machine that moves to a site with changing addresses is soon joined there by others, and leaves its old networks.
"""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import WARM_UP_DAYS

#: New networks within a day, and the most that the machine may have used before them.
FEWEST, KEEPS_TO = 3, 3

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
            SELECT *, lag(since, {FEWEST - 1}) OVER mine AS first_away,
                   list(act) OVER (PARTITION BY subject ORDER BY since, net
                                   ROWS BETWEEN {FEWEST - 1} PRECEDING AND CURRENT ROW) AS events
            FROM networks_used WHERE since <= network_first_at AND history >= {WARM_UP_DAYS}
            WINDOW mine AS (PARTITION BY subject ORDER BY since, net)),
        scattered AS (
            SELECT a.subject, a.net, a.since, a.first_away, a.events FROM away a
            JOIN networks_used b ON b.subject = a.subject AND b.since < a.first_away
            WHERE a.since - a.first_away <= INTERVAL 1 DAY
            GROUP BY a.subject, a.net, a.since, a.first_away, a.events
            HAVING count(*) <= {KEEPS_TO} AND min(b.since) <= a.first_away - INTERVAL {WARM_UP_DAYS} DAYS),
        home AS (
            SELECT s.subject, s.net, min(d.happened_at) AS happened_at,
                   arg_min(d.act, (d.happened_at, d.act)) AS home_act
            FROM scattered s JOIN networks_used b ON b.subject = s.subject
                 AND b.since <= s.since - INTERVAL {WARM_UP_DAYS} DAYS
            JOIN acts d ON d.subject = b.subject AND d.net = b.net AND d.status_id = 1
                 AND d.happened_at > s.since AND d.happened_at <= s.since + INTERVAL 3 DAYS
            GROUP BY s.subject, s.net)
        SELECT s.subject, h.happened_at, s.net, NULL AS target,
               'used from {FEWEST} networks within a day that nobody used before, and then from its own' AS detail,
               list_append(s.events, h.home_act) AS events
        FROM scattered s JOIN home h ON h.subject = s.subject AND h.net = s.net
        QUALIFY row_number() OVER (PARTITION BY s.subject ORDER BY h.happened_at, s.net) = 1
    """,
)
