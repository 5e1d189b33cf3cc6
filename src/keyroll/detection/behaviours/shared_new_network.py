"""One network that is new to the organisation uses credentials of several systems for actions that are new to each.

An intruder who empties a store of secrets (circleci.com, *Incident report*, January 2023) uses each in its own system.
A vendor or a site that moves continues its usual actions, and a person who travels signs in from there. A sign-in to
another application is an action of its own.
"""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.clauses import NETWORKS_OF_PEOPLE
from keyroll.detection.signals.terms import MAX_EVIDENCE, WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.shared-new-network",
    aliases=("keyroll.one-stranger",),
    title="One new network uses credentials of several systems for actions that are new to them",
    weight=0.75,
    history_days=WARM_UP_DAYS,
    use_by_another_actor=True,
    techniques=("T1078.004", "T1552"),
    sql=f"""
        WITH arrivals AS (
            SELECT subject, net, min(happened_at) AS since FROM acts
            WHERE net IS NOT NULL AND status_id = 1 AND history >= {WARM_UP_DAYS}
              AND happened_at - network_first_at <= INTERVAL 3 DAYS GROUP BY subject, net),
        {NETWORKS_OF_PEOPLE},
        deeds AS (
            SELECT subject, source, concat_ws(' ', coalesce(action, operation, class_uid || '/' || activity_id),
                                              CASE WHEN class_uid = 3002 THEN resource_uid END) AS deed,
                   min(happened_at) AS happened_at, arg_min(net, (happened_at, act)) AS net,
                   arg_min(act, (happened_at, act)) AS act, min(min(happened_at)) OVER (PARTITION BY subject) AS began
            FROM acts WHERE status_id IN (1, 2) AND subject IN (SELECT subject FROM arrivals)
            GROUP BY subject, source, deed),
        new_actions AS (
            SELECT g.subject, g.net, split_part(d.source::VARCHAR, '@', 1) AS system, d.happened_at, d.act
            FROM arrivals g JOIN deeds d ON d.subject = g.subject AND d.net = g.net AND d.happened_at >= g.since
                 AND d.happened_at - d.began >= INTERVAL {WARM_UP_DAYS} DAYS
            LEFT JOIN networks_of_people h ON h.net = g.net AND h.people_at <= d.happened_at
            WHERE h.net IS NULL),
        so_far AS (
            SELECT *, count(DISTINCT subject) OVER before AS subjects, count(DISTINCT system) OVER before AS systems,
                   list(act) OVER before AS events
            FROM new_actions WINDOW before AS (PARTITION BY net ORDER BY happened_at
                                           RANGE BETWEEN INTERVAL 3 DAYS PRECEDING AND CURRENT ROW))
        SELECT subject, happened_at, net, NULL AS target,
               net || ' used ' || subjects || ' credentials of ' || systems || ' systems for new actions'
               AS detail, list_distinct(list_append(events[1:{MAX_EVIDENCE - 1}], act)) AS events
        FROM so_far WHERE subjects >= 2 AND systems >= 2
        QUALIFY row_number() OVER (PARTITION BY subject, net ORDER BY happened_at, act) = 1
    """,
)
