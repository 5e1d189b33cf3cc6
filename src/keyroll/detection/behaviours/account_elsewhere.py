"""A person's account is used from networks that are new to the organisation, between uses from its usual networks.

A person who travels or has a second line at home leaves one network before using the other. Here the usual use
continues: within hours before and after; or within a day before and after, from at least two ranges or with a few
accounts alike.
Each such day is weak evidence, and the days add up: those of one account, and those of a few accounts in one range. A
range with many accounts is a new range of the organisation.
"""

from keyroll.detection.signals.behaviour import Behaviour, NewTo
from keyroll.detection.signals.terms import MAX_EVIDENCE, WARM_UP_DAYS

#: The weight of little evidence, and the increase by each further unit.
LITTLE, EACH = 0.15, 0.1
#: A day with usual use within hours is two units, another day one unit.
ENOUGH = 4
#: With more accounts than these a range is one of the organisation.
FEW = 4
#: Hours within which the usual use continues, before and after.
NEAR, BESIDE = 3, 24

BEHAVIOUR = Behaviour(
    id="keyroll.account-elsewhere",
    title="A person's account is used from networks that are new to the organisation, beside its usual use",
    weight=LITTLE,
    history_days=WARM_UP_DAYS,
    family="network",
    needs=("net",),
    use_by_another_actor=True,
    follow_network=NewTo.ORGANISATION,
    techniques=("T1078.004", "T1550.001"),
    sql=f"""
        WITH beside AS (
            SELECT *, max(CASE WHEN NOT strange THEN happened_at END) OVER earlier AS usual_before,
                   min(CASE WHEN NOT strange THEN happened_at END) OVER later AS usual_after
            FROM account_uses
            WINDOW earlier AS (PARTITION BY subject ORDER BY happened_at, act
                               ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
                   later AS (PARTITION BY subject ORDER BY happened_at, act
                             ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)),
        close AS (
            SELECT *, usual_before >= happened_at - INTERVAL {NEAR} HOURS
                      AND usual_after <= happened_at + INTERVAL {NEAR} HOURS AS near
            FROM beside
            WHERE strange AND usual_before >= happened_at - INTERVAL {BESIDE} HOURS
                  AND usual_after <= happened_at + INTERVAL {BESIDE} HOURS),
        days AS (
            SELECT subject, happened_at::DATE AS on_day, bool_or(near) AS near,
                   coalesce(min(CASE WHEN near THEN usual_after END), min(usual_after)) AS moment,
                   arg_min(net, (NOT near, happened_at, act)) AS net,
                   arg_min(range, (NOT near, happened_at, act)) AS range
            FROM close GROUP BY subject, happened_at::DATE),
        counted AS (
            SELECT *, count(*) OVER mine AS days, count(DISTINCT subject) OVER there AS accounts,
                   greatest(sum(CASE WHEN near THEN 2 ELSE 1 END) OVER mine,
                            sum(CASE WHEN near THEN 2 ELSE 1 END) OVER there) AS units,
                   bool_or(near) OVER mine OR count(DISTINCT range) OVER mine > 1
                   OR count(DISTINCT subject) OVER there > 1 AS counts
            FROM days
            WINDOW mine AS (PARTITION BY subject ORDER BY moment
                            RANGE BETWEEN INTERVAL 14 DAYS PRECEDING AND CURRENT ROW),
                   there AS (PARTITION BY range ORDER BY moment
                             RANGE BETWEEN INTERVAL 14 DAYS PRECEDING AND CURRENT ROW)),
        done AS (
            SELECT c.subject, c.moment, count(DISTINCT u.net) AS networks,
                   list(u.act ORDER BY u.happened_at DESC, u.act)[1:{MAX_EVIDENCE - 1}] AS events
            FROM counted c JOIN account_uses u ON u.subject = c.subject AND u.strange AND u.happened_at <= c.moment
                 AND u.happened_at >= c.moment - INTERVAL 15 DAYS GROUP BY c.subject, c.moment),
        home AS (
            SELECT c.subject, c.moment, min(u.act) AS home_act
            FROM counted c JOIN account_uses u ON u.subject = c.subject AND NOT u.strange AND u.happened_at = c.moment
            GROUP BY c.subject, c.moment)
        SELECT subject, moment AS happened_at, net, NULL AS target,
               len(events) || CASE len(events) WHEN 1 THEN ' event' ELSE ' events' END || ' from ' || networks
               || CASE networks WHEN 1 THEN ' network, new' ELSE ' networks, new' END || ' to the organisation, on '
               || days || CASE days WHEN 1 THEN ' day' ELSE ' days' END
               || ' of two weeks between uses from usual networks'
               || CASE accounts WHEN 1 THEN '' ELSE ', as ' || accounts - 1 || ' more there' END AS detail,
               list_append(events, home_act) AS events,
               CASE WHEN units >= {ENOUGH} AND accounts <= {FEW}
                    THEN 1 - {1 - LITTLE} * power({1 - EACH}, units) END AS weight
        FROM counted JOIN done USING (subject, moment) JOIN home USING (subject, moment) WHERE counts
    """,
)
