"""An application adds a secret to itself just after one of its secrets was used from a network that is new to the
organisation.

Most applications never change their own secrets, and the others do so from their usual networks. Intruders keep access
this way (microsoft.com, *Midnight Blizzard: guidance for responders*, January 2024). The log of the change names the
application, and the log of the sign-in names its secret. Both are one subject here.
"""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import WARM_UP_DAYS
from keyroll.providers.catalogue import kind_of

BEHAVIOUR = Behaviour(
    id="keyroll.adds-own-secret",
    aliases=("keyroll.gives-itself",),
    title="Adds a secret to itself after it signed in from a network that is new to the organisation",
    weight=0.75,
    history_days=WARM_UP_DAYS,
    techniques=("T1098.001",),
    sql=f"""
        WITH added AS (
            SELECT subject, happened_at, act, target, split_part(subject::VARCHAR, ':', 3) AS application
            FROM acts WHERE class_uid = 3001 AND activity_id = 1 AND status_id = 1 AND history >= {WARM_UP_DAYS}
              AND {kind_of("subject::VARCHAR")} IN (SELECT kind FROM principal_identifiers WHERE nature = 'machine')
              AND resource_uid = split_part(subject::VARCHAR, ':', 3)
            QUALIFY row_number() OVER (PARTITION BY subject ORDER BY happened_at, act) = 1),
        held AS (
            SELECT DISTINCT subject, split_part(actor, ':', 3) AS application FROM actor_identities
            WHERE credential IS NOT NULL
              AND {kind_of("actor")} IN (SELECT kind FROM principal_identifiers WHERE nature = 'machine'))
        SELECT a.subject, g.happened_at, a.net, g.target,
               'added a secret to itself, after use from ' || a.net || ' at ' || strftime(a.happened_at, '%H:%M')
               AS detail, [a.act, g.act] AS events
        FROM added g JOIN held USING (application) JOIN acts a ON a.subject = held.subject AND a.status_id = 1
             AND a.happened_at <= g.happened_at AND a.happened_at >= g.happened_at - INTERVAL 1 DAY
             AND a.happened_at - a.network_first_at <= INTERVAL 3 DAYS
        QUALIFY row_number() OVER (PARTITION BY a.subject ORDER BY a.happened_at DESC, a.act) = 1
    """,
)
