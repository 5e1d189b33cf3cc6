"""A machine creates or changes an account, a grant, a group or code for the first time.

Each kind of change of accounts is a first action of its own: a credential that unlocks people every day never removed a
second factor. A machine with a past seldom begins to administer from a network that is new to the organisation by
chance; from a network that is new for the credential only, the signal weighs less.
"""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import WARM_UP_DAYS

#: Terms in the names of privileges and groups of administrators.
ADMINISTRATORS = "admin|owner|superuser|root"

#: Changes that count as different kinds: of accounts by activity. Other changes are one kind.
KIND = "CASE WHEN class_uid = 3001 THEN activity_id END"

BEHAVIOUR = Behaviour(
    id="keyroll.first-administration",
    title="First administrative action of its kind by this credential",
    weight=0.3,
    history_days=WARM_UP_DAYS,
    family="administration",
    techniques=("T1098", "T1136"),
    sql=f"""
        WITH administers AS (SELECT * FROM acts WHERE administers AND status_id = 1),
        begun AS (
            SELECT subject, min(happened_at) AS began FROM acts
            WHERE status_id = 1 AND subject IN (SELECT subject FROM administers) GROUP BY subject),
        networks AS (
            SELECT subject, net, min(happened_at) AS network_since FROM acts
            WHERE status_id = 1 AND subject IN (SELECT subject FROM administers) GROUP BY subject, net)
        SELECT administers.subject, happened_at, administers.net, target,
               CASE class_uid WHEN 3001 THEN 'first change of an account' WHEN 3005 THEN 'first grant'
               WHEN 3006 THEN 'first change of a group' ELSE 'first code installed or run' END
               || coalesce(': ' || CASE class_uid WHEN 3004 THEN coalesce(resource_uid, resource_type)
               WHEN 3001 THEN split_part(target, ':', 3) ELSE target_group END, '') AS detail, [act] AS events,
               CASE WHEN happened_at - network_first_at <= INTERVAL 3 DAYS
                         AND happened_at - began >= INTERVAL {WARM_UP_DAYS} DAYS
                    THEN 0.75
                    WHEN happened_at - network_since <= INTERVAL 3 DAYS
                         AND happened_at - began >= INTERVAL {WARM_UP_DAYS} DAYS
                    THEN CASE WHEN class_uid IN (3005, 3006) AND regexp_matches(lower(target_group), '{ADMINISTRATORS}')
                              THEN 0.65 ELSE 0.45 END
                    WHEN class_uid IN (3005, 3006) AND regexp_matches(lower(target_group), '{ADMINISTRATORS}') THEN 0.5
               END AS weight
        FROM administers JOIN begun USING (subject)
        JOIN networks ON networks.subject = administers.subject AND networks.net IS NOT DISTINCT FROM administers.net
        QUALIFY row_number() OVER (PARTITION BY administers.subject, class_uid, {KIND} ORDER BY happened_at, act) = 1
            AND history >= {WARM_UP_DAYS}
    """,
)
