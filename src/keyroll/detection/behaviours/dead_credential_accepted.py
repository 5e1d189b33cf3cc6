"""A credential that was proven dead is accepted."""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.model.finding import Severity

BEHAVIOUR = Behaviour(
    id="keyroll.dead-credential-accepted",
    aliases=("keyroll.dead-accepted",),
    title="A credential that was proven dead is accepted",
    weight=0.95,
    history_days=0,
    cold_start="needs no history: a verdict is enough",
    family="dead",
    techniques=("T1078",),
    severity=Severity.HIGH,
    sql="""
        SELECT a.subject, a.happened_at, a.net, NULL AS target,
               'accepted, though proven dead (grade ' || d.grade || ') on ' || d.known_at::DATE || ' for ' || d.incident
               AS detail, [a.act] AS events
        FROM acts a JOIN dead d ON d.subject = a.own AND a.happened_at > d.known_at AND a.happened_at < d.until
        WHERE a.status_id = 1 AND NOT d.keeps_its_name
        QUALIFY row_number() OVER (PARTITION BY a.own, d.known_at ORDER BY a.happened_at, a.act) = 1
    """,
)
