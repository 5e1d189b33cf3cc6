"""A person's account is used from networks that are new to the organisation, between uses from its usual networks.

Whoever travels or has another line at home leaves one network before using the other. Here the usual use goes on:
within three hours before and after, on several days of two weeks. Each such day is weak evidence, and the days add up:
those of one account, and those of a few accounts in one range. A range with many accounts is a new one of the
organisation.
"""

from keyroll.detection.signals.behaviour import Behaviour, NewTo
from keyroll.detection.signals.terms import MAX_EVIDENCE, WARM_UP_DAYS

#: The weight of the first such day, and what each day adds from the second one on.
FIRST_DAY, EACH_DAY = 0.15, 0.2
#: With more accounts than these a range is one of the organisation.
FEW = 4
#: Hours within which the usual use goes on, before and after.
NEAR = 3

BEHAVIOUR = Behaviour(
    id="keyroll.account-elsewhere",
    title="A person's account is used from networks that are new to the organisation, beside its usual use",
    weight=FIRST_DAY,
    history_days=WARM_UP_DAYS,
    family="network",
    needs=("net",),
    use_by_another_actor=True,
    about_people=True,
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
        days AS (
            SELECT subject, happened_at::DATE AS on_day, min(usual_after) AS moment,
                   arg_min(net, (happened_at, act)) AS net, arg_min(range, (happened_at, act)) AS range
            FROM beside
            WHERE strange AND usual_before >= happened_at - INTERVAL {NEAR} HOURS
                  AND usual_after <= happened_at + INTERVAL {NEAR} HOURS
            GROUP BY subject, happened_at::DATE),
        counted AS (
            SELECT *, greatest(count(*) OVER mine, count(*) OVER there) AS days,
                   count(DISTINCT subject) OVER there AS accounts
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
               CASE WHEN days > 1 AND accounts <= {FEW}
                    THEN 1 - {1 - FIRST_DAY} * power({1 - EACH_DAY}, days) END AS weight
        FROM counted JOIN done USING (subject, moment) JOIN home USING (subject, moment)
    """,
)
