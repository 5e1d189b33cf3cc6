"""A credential is used from a network that is new to the organisation and with another client, while its holder
continues.

A machine that moves leaves its old network, and a second instance of it uses the same client. Where network and client
are both new and the usual use continues, two actors hold the credential. A client that was used on one day only counts
as new: somebody ran it by hand, and an intruder may have the same program. The signal weighs little where a person of
the organisation used the network before: a person who fixes a machine from there uses another client. For a machine
that roams within the ranges of a hosting company, a range counts as its network.
"""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.clauses import NETWORKS_OF_PEOPLE
from keyroll.detection.signals.terms import ADDRESS_RANGE, ROAMING_NETWORKS, WARM_UP_DAYS

#: The weight in a network that a person of the organisation uses.
WITH_PEOPLE = 0.3

BEHAVIOUR = Behaviour(
    id="keyroll.concurrent-use",
    aliases=("keyroll.used-beside",),
    title="Used from a new network with another client, while its holder continues",
    weight=0.75,
    history_days=WARM_UP_DAYS,
    use_by_another_actor=True,
    needs=("net", "client"),
    techniques=("T1078.004", "T1550.001"),
    sql=f"""
        WITH ways_used AS (
            SELECT subject, net, client, min(happened_at) AS since, arg_min(act, (happened_at, act)) AS act,
                   arg_min(history, (happened_at, act)) AS history, any_value(network_first_at) AS network_first_at
            FROM acts WHERE status_id = 1 AND net IS NOT NULL AND client IS NOT NULL GROUP BY subject, net, client),
        firsts AS (
            SELECT *, min(since) OVER (PARTITION BY subject, net) AS net_since,
                   min(since) OVER (PARTITION BY subject, {ADDRESS_RANGE}) AS range_since,
                   min(since) OVER (PARTITION BY subject, client) AS client_since FROM ways_used),
        ways AS (
            SELECT *, CASE WHEN roams THEN range_since ELSE net_since END AS network_since
            FROM (SELECT *, count(CASE WHEN since = net_since THEN 1 END) OVER (
                      PARTITION BY subject ORDER BY since
                      RANGE BETWEEN INTERVAL 14 DAYS PRECEDING AND CURRENT ROW) > {ROAMING_NETWORKS} AS roams
                  FROM firsts)),
        came AS (
            SELECT * FROM ways
            WHERE since - network_first_at <= INTERVAL 3 DAYS AND history >= {WARM_UP_DAYS}
                  AND since - network_since <= INTERVAL 3 DAYS),
        practised AS (
            SELECT DISTINCT c.subject, c.net, c.client FROM came c
            JOIN acts d ON d.subject = c.subject AND d.client = c.client AND d.status_id = 1
                 AND d.happened_at > c.client_since + INTERVAL 1 DAY AND d.happened_at < c.net_since
            WHERE c.since - c.client_since > INTERVAL 3 DAYS),
        away AS (
            SELECT c.* FROM came c LEFT JOIN practised p ON p.subject = c.subject AND p.net = c.net
                 AND p.client = c.client WHERE p.client IS NULL
            QUALIFY row_number() OVER (PARTITION BY c.subject, c.net ORDER BY since, act) = 1),
        home AS (
            SELECT a.subject, a.net, min(d.happened_at) AS happened_at,
                   arg_min(d.act, (d.happened_at, d.act)) AS home_act,
                   arg_min(d.net, (d.happened_at, d.act)) AS home_net
            FROM away a JOIN ways w ON w.subject = a.subject AND w.client <> a.client
                 AND CASE WHEN a.roams THEN w.range_since ELSE w.net_since END <= a.since - INTERVAL {WARM_UP_DAYS} DAYS
                 AND w.client_since <= a.since - INTERVAL {WARM_UP_DAYS} DAYS
            JOIN acts d ON d.subject = w.subject AND d.net = w.net AND d.client = w.client AND d.status_id = 1
                 AND d.happened_at > a.since AND d.happened_at <= a.since + INTERVAL 3 DAYS
            GROUP BY a.subject, a.net),
        {NETWORKS_OF_PEOPLE}
        SELECT a.subject, h.happened_at, a.net, a.client AS target,
               'used from ' || a.net || ' by ' || a.client || ', both new, and then from ' || h.home_net
               || ' as usual' AS detail, [a.act, h.home_act] AS events,
               CASE WHEN p.net IS NOT NULL THEN {WITH_PEOPLE} END AS weight
        FROM away a JOIN home h ON h.subject = a.subject AND h.net = a.net
        LEFT JOIN networks_of_people p ON p.net = a.net AND p.people_at <= a.since
    """,
)
