"""One new network attempts several unrelated credentials in more than one system, and is refused at least once.

Identities that came from one network before (a vendor that changes its range, an office that moves) are one family.
Most identities must be of different families, and a family that is not accepted from there must be refused. One person
who is refused says nothing: people who work from elsewhere mistype a password. So what is refused must be a machine's,
an account that no listing and no directory has as a person's, or of two people at least.
"""

from keyroll.detection.signals.behaviour import Behaviour, NewTo
from keyroll.detection.signals.terms import MAX_EVIDENCE, WARM_UP_DAYS

#: As many families of people who are refused are no mistake of one.
PEOPLE = 2

BEHAVIOUR = Behaviour(
    id="keyroll.credential-spray",
    aliases=("keyroll.tries-doors",),
    title="One new network attempts several credentials in several systems",
    weight=0.75,
    history_days=WARM_UP_DAYS,
    follow_network=NewTo.ORGANISATION,
    techniques=("T1110.004", "T1078"),
    sql=f"""
        WITH services AS (
            SELECT net FROM visits GROUP BY net
            HAVING count(DISTINCT subject) >= 2 AND count(DISTINCT split_part(source::VARCHAR, '@', 1)) >= 2
               AND bool_or(status_id = 2) AND bool_or(status_id = 1 AND machine)),
        attempts AS (SELECT visits.* FROM visits SEMI JOIN services USING (net)),
        kin AS (
            SELECT v.subject, v.net, arg_max(h.net, h.first_at) AS before
            FROM (SELECT subject, net, min(happened_at) AS happened_at FROM attempts GROUP BY ALL) v
            JOIN subject_networks h ON h.subject = v.subject AND h.net <> v.net AND h.first_at < v.happened_at
            GROUP BY ALL),
        related_attempts AS (
            SELECT v.*, coalesce(before, v.subject) AS kin, split_part(source::VARCHAR, '@', 1) AS system,
                   p.subject IS NOT NULL AS human,
                   status_id = 2 OR row_number() OVER (PARTITION BY v.net, v.subject, source
                                                       ORDER BY happened_at, act) = 1 AS counts
            FROM attempts v LEFT JOIN kin k ON k.subject = v.subject AND k.net = v.net
            LEFT JOIN people p ON p.subject = v.subject::VARCHAR),
        so_far AS (
            SELECT subject, net, happened_at, act, machine, status_id, count(DISTINCT kin) OVER before AS families,
                   count(DISTINCT subject) OVER before AS subjects,
                   count(DISTINCT system) OVER before AS systems,
                   list(DISTINCT kin) FILTER (status_id = 1) OVER before AS accepted,
                   list(DISTINCT kin) FILTER (status_id = 2) OVER before AS refused,
                   count(*) FILTER (status_id = 2) OVER before AS refusals,
                   bool_or(status_id = 2 AND NOT human) OVER before AS others_refused,
                   list(act) FILTER (counts) OVER before AS events
            FROM related_attempts
            WINDOW before AS (PARTITION BY net ORDER BY happened_at
                              RANGE BETWEEN INTERVAL 3 DAYS PRECEDING AND CURRENT ROW))
        SELECT subject, happened_at, net, NULL AS target,
               net || ' attempted ' || subjects || ' unrelated identities in ' || systems
               || ' systems within three days, refused ' || refusals
               || CASE refusals WHEN 1 THEN ' time' ELSE ' times' END AS detail,
               list_distinct(list_append(events[1:{MAX_EVIDENCE - 1}], act)) AS events
        FROM so_far
        WHERE machine AND status_id = 1 AND families >= 2 AND 2 * families > subjects AND systems >= 2
          AND (others_refused OR len(refused) >= {PEOPLE}) AND NOT list_has_all(accepted, refused)
        QUALIFY row_number() OVER (PARTITION BY subject, net ORDER BY happened_at, act) = 1
    """,
)
