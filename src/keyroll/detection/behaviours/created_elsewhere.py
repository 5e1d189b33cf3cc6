"""A credential that somebody created from a place new to the organisation is used from another such place.

People who travel create a key and use it in the same place. An intruder often creates it from one machine and works
from another. Either network alone says little; here both are new to the organisation.
"""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import ADDRESS_RANGE, WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.created-elsewhere",
    title="A credential created from one place that is new to the organisation is used from another one",
    weight=0.75,
    history_days=WARM_UP_DAYS,
    needs=("net",),
    use_by_another_actor=True,
    techniques=("T1098.001", "T1078.004"),
    sql=f"""
        WITH created AS (
            SELECT v.act, v.happened_at, v.own AS creator, {ADDRESS_RANGE} AS address_range,
                   coalesce(h.id, v.target) AS created
            FROM visits v LEFT JOIN identifiers h ON h.identifier = v.target
            WHERE v.class_uid = 3001 AND v.activity_id = 1 AND v.status_id = 1
                  AND split_part(v.target, ':', 3) <> ''),
        used AS (
            SELECT own, net, {ADDRESS_RANGE} AS address_range, min(happened_at) AS happened_at,
                   arg_min(subject, (happened_at, act)) AS subject, arg_min(act, (happened_at, act)) AS act,
                   any_value(network_first_at) AS network_first_at
            FROM acts WHERE status_id = 1 AND net IS NOT NULL AND history >= {WARM_UP_DAYS} GROUP BY own, net)
        SELECT u.subject, u.happened_at, u.net, NULL AS target,
               'created by ' || split_part(c.creator::VARCHAR, ':', 3) || ' from ' || c.address_range
               || ', used from ' || u.net || ', both new to the organisation' AS detail, [c.act, u.act] AS events
        FROM used u JOIN created c ON c.created = u.own::VARCHAR AND c.address_range <> u.address_range
             AND u.happened_at >= c.happened_at AND u.happened_at <= c.happened_at + INTERVAL 30 DAYS
        WHERE u.happened_at - u.network_first_at <= INTERVAL 3 DAYS
        QUALIFY row_number() OVER (PARTITION BY u.own ORDER BY u.happened_at, u.act, c.act) = 1
    """,
)
