"""A machine for the first time makes an account, a grant, a group member or something that runs code.

From a network that nobody of the house used until then, a machine with a past of its own that begins to do so weighs
as much as the place and the act together seldom do by chance.
"""

from keyroll.detection.contract import Behaviour

#: What the names of privileges and groups of administrators have in common.
ADMINISTRATORS = "admin|owner|superuser|root"

BEHAVIOUR = Behaviour(
    id="keyroll.first-administration",
    title="First administrative act of its kind by this credential",
    weight=0.3,
    history_days=14,
    family="administration",
    techniques=("T1098", "T1136"),
    sql=f"""
        WITH administers AS (SELECT * FROM acts WHERE administers AND status_id = 1),
        begun AS (
            SELECT subject, min(happened_at) AS began FROM acts
            WHERE status_id = 1 AND subject IN (SELECT subject FROM administers) GROUP BY subject)
        SELECT subject, happened_at, net, target,
               CASE class_uid WHEN 3001 THEN 'first change of an account' WHEN 3005 THEN 'first grant'
               WHEN 3006 THEN 'first change of a group' ELSE 'first code installed or run' END
               || coalesce(': ' || CASE class_uid WHEN 3004 THEN coalesce(resource_uid, resource_type)
               WHEN 3001 THEN split_part(target, ':', 3) ELSE target_group END, '') AS detail, [act] AS events,
               CASE WHEN happened_at - place_first_at <= INTERVAL 3 DAYS AND happened_at - began >= INTERVAL 14 DAYS
                    THEN 0.75
                    WHEN class_uid IN (3005, 3006) AND regexp_matches(lower(target_group), '{ADMINISTRATORS}') THEN 0.5
               END AS weight
        FROM administers JOIN begun USING (subject)
        QUALIFY row_number() OVER (PARTITION BY subject, class_uid ORDER BY happened_at, act) = 1 AND history >= 14
    """,
)
