"""One new place tries several unrelated credentials, in more than one system, and is refused at least once."""

from keyroll.detection.contract import Behaviour

BEHAVIOUR = Behaviour(
    id="keyroll.tries-doors",
    title="One new place tries several credentials in several systems",
    weight=0.6,
    history_days=14,
    techniques=("T1110.004", "T1078"),
    sql="""
        SELECT acts.*, 'from ' || acts.net || ': ' || t.subjects || ' identities in ' || t.systems
               || ' systems within a day, ' || t.refusals || ' refused' AS detail
        FROM acts JOIN (
            SELECT event_id, source, log, count(DISTINCT subject) OVER day_before AS subjects,
                   count(DISTINCT split_part(source, '@', 1)) OVER day_before AS systems,
                   count(*) FILTER (status_id = 2) OVER day_before AS refusals
            FROM named_events e JOIN places p USING (net) WHERE e.happened_at - p.first_at <= INTERVAL 3 DAYS
            WINDOW day_before AS (PARTITION BY net ORDER BY happened_at RANGE BETWEEN INTERVAL 1 DAY PRECEDING AND CURRENT ROW)
        ) t USING (event_id, source, log)
        WHERE subjects >= 2 AND systems >= 2 AND refusals >= 1 AND history >= 14
        QUALIFY row_number() OVER (PARTITION BY subject, net ORDER BY happened_at, acts.event_id) = 1
    """,
)
