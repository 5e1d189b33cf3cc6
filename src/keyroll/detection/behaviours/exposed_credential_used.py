"""An exposed credential is used from a network from which it was never used before the breach."""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.exposed-credential-used",
    aliases=("keyroll.exposed-used",),
    title="An exposed credential is used from a network that is new since the breach",
    weight=0.45,
    history_days=WARM_UP_DAYS,
    cold_start=f"no signal where the log does not begin {WARM_UP_DAYS} days before the exposure",
    family="exposed",
    needs=("net",),
    techniques=("T1078",),
    sql=f"""
        WITH used AS (
            SELECT a.subject, a.own, a.happened_at, a.net, a.act, e.incident
            FROM acts a JOIN exposed e ON e.subject = a.own AND a.happened_at > e.known_at
            JOIN subject_networks h ON h.subject = a.own AND h.net = a.net AND h.first_at >= e.exposed_at
            JOIN logs_begin b ON b.source = a.source AND b.log = a.log
                 AND b.begins <= e.exposed_at - INTERVAL {WARM_UP_DAYS} DAYS
            WHERE a.status_id = 1)
        SELECT subject, happened_at, net, NULL AS target,
               'used from ' || net || ', not used from there before ' || incident || ' exposed it' AS detail,
               [act] AS events
        FROM used
        QUALIFY row_number() OVER (PARTITION BY own, net, incident ORDER BY happened_at, act) = 1
    """,
)
