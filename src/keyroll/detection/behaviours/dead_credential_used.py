"""A credential that was proven dead is presented: by a forgotten consumer, or by its thief."""

from keyroll.detection.signals.behaviour import Behaviour

BEHAVIOUR = Behaviour(
    id="keyroll.dead-credential-used",
    aliases=("keyroll.dead-tried",),
    title="A credential that was proven dead is presented",
    weight=0.3,
    history_days=0,
    cold_start="needs no history: a verdict is enough",
    family="dead",
    techniques=("T1078", "T1110.004"),
    sql="""
        WITH presented AS (
            SELECT a.subject, a.own, a.happened_at, a.net, a.act, d.known_at, d.incident, h.subject IS NULL AS elsewhere
            FROM acts a JOIN dead d ON d.subject = a.own AND a.happened_at > d.known_at AND a.happened_at < d.until
            LEFT JOIN subject_networks h ON h.subject = a.own AND h.net = a.net AND h.first_at < d.known_at
            WHERE a.status_id = 2 AND a.net IS NOT NULL)
        SELECT subject, happened_at, net, NULL AS target,
               'presented from ' || net || CASE WHEN elsewhere THEN ', a new network for it,' ELSE '' END
               || ' after it was proven dead for ' || incident AS detail, [act] AS events,
               CASE WHEN elsewhere THEN 0.4 ELSE 0.15 END AS weight
        FROM presented
        QUALIFY row_number() OVER (PARTITION BY own, net, known_at ORDER BY happened_at, act) = 1
    """,
)
