-- relation last_findings, public view
-- The findings of the last hunt, by time.
-- key: id
-- given by: keyroll.detection.publish
-- column id VARCHAR: the finding
-- column detected_at TIMESTAMPTZ: the time of the last event that it needed
-- column severity VARCHAR: low, medium, high or critical
-- column severity_id INTEGER: OCSF's severity_id
-- column subject VARCHAR: the subject, by its identifier
-- column behaviour VARCHAR: the detector: a behaviour or a rule
-- column title VARCHAR: the finding's text
-- column because VARCHAR: the reason
-- column network VARCHAR: the network
-- column score DOUBLE: certainty, 0 to 1
-- column events INTEGER: events behind it

-- relation last_stories, public view
-- The stories of the last hunt, by the time of the first finding.
-- key: id
-- given by: keyroll.detection.publish
-- column id VARCHAR: the story
-- column severity VARCHAR: low, medium, high or critical
-- column severity_id INTEGER: OCSF's severity_id
-- column first_at TIMESTAMPTZ: the first event
-- column high_at TIMESTAMPTZ: time of the severity high
-- column last_at TIMESTAMPTZ: the last event
-- column contained BOOLEAN: nothing that the intruder made or was granted is alive
-- column subjects VARCHAR[]: the subject
-- column networks VARCHAR[]: networks
-- column findings VARCHAR[]: its findings
-- column footholds VARCHAR[]: objects that the intruder created or was granted
-- column expected_a_week DOUBLE: expected number of stories as rare in a week, in an organisation without an intruder
-- column extrapolated BOOLEAN: that number is beyond every measurement without an intruder

-- relation use_by_another_actor, public table
-- The networks from which the intruder of a story of the last hunt used a credential: a subject of the story, or an
-- object that the intruder made. A story is an intruder's from severity high on, unless a benign organisation has one as
-- rare in less than 52 weeks. Without a hunt the relation is empty.
-- key: id, network, story
-- given by: keyroll.detection.last
-- column id VARCHAR: the credential, by its issuer's identifier, else by its smallest strong one
-- column network VARCHAR: the client's network
-- column story VARCHAR: the story
-- column since TIMESTAMPTZ: the day before its first event; what used the credential from there before is not the intruder

-- relation own_consumers, public view
-- The consumers of each credential without those by which another actor used it. A consumer that was there before the
-- intruder stays, also in a network that the intruder came to.
-- key: id, source, log, network, client
-- needs: consumers, use_by_another_actor
-- column id VARCHAR: the credential, by its issuer's identifier, else by its smallest strong one
-- column source VARCHAR: one instance of a provider: jira@prod
-- column log VARCHAR: the log
-- column network VARCHAR: the client's network
-- column client VARCHAR: the name that the program gives itself
-- column first_used TIMESTAMPTZ: the first accepted use
-- column last_used TIMESTAMPTZ: time of the last use
-- column uses BIGINT: accepted uses
-- column refusals BIGINT: refused attempts
-- column active_days BIGINT: days with an accepted use
SELECT c.*
FROM consumers c
ANTI JOIN use_by_another_actor a ON a.id = c.id AND a.network = c.network AND c.first_used >= a.since

-- relation own_rhythms, public view
-- The rhythm of each credential that another actor used, without that use; no row if nobody else used it.
-- key: id
-- needs: identifiers, rhythm_of, use_by_another_actor, use_days
-- column id VARCHAR: the credential, by its issuer's identifier, else by its smallest strong one
-- column uses BIGINT: accepted uses
-- column active_days BIGINT: days with an accepted use
-- column first_used TIMESTAMPTZ: the first accepted use
-- column last_used TIMESTAMPTZ: time of the last use
-- column median_gap_days DOUBLE in days: the median gap between days of use
-- column longest_gap_days DOUBLE in days: the longest gap between days of use
-- column rhythm VARCHAR: once, continuous, daily, weekly, monthly, quarterly or irregular
WITH days AS (
    SELECT id, day, sum(uses) AS uses, min(first_used) AS first_used, max(last_used) AS last_used
    FROM (SELECT * FROM use_days JOIN identifiers USING (identifier)) u
    SEMI JOIN use_by_another_actor USING (id)
    ANTI JOIN use_by_another_actor a ON a.id = u.id AND a.network = u.network AND u.day >= a.since::DATE
    GROUP BY id, day
), gaps AS (
    SELECT *, day - lag(day) OVER (PARTITION BY id ORDER BY day) AS gap FROM days WHERE uses > 0)
SELECT id, sum(uses)::BIGINT AS uses, count(*) AS active_days, min(first_used) AS first_used,
    max(last_used) AS last_used, median(gap)::DOUBLE AS median_gap_days, max(gap)::DOUBLE AS longest_gap_days,
    rhythm_of(count(*), count(gap), sum(uses), median(gap), max(gap)) AS rhythm
FROM gaps
GROUP BY id

-- relation last_evidence, public view
-- One row for each finding of the last hunt and each event behind it. A finding of several stories has rows for each story.
-- key: none
-- given by: keyroll.detection.publish
-- column story VARCHAR: the story
-- column finding VARCHAR: the finding
-- column detected_at TIMESTAMPTZ: the time of the last event that it needed
-- column severity VARCHAR: low, medium, high or critical
-- column subject VARCHAR: the subject, by its identifier
-- column behaviour VARCHAR: the detector: a behaviour or a rule
-- column title VARCHAR: the finding's text
-- column because VARCHAR: the reason
-- column happened_at TIMESTAMPTZ: time of the event, by the vendor's clock
-- column source VARCHAR: one instance of a provider: jira@prod
-- column log VARCHAR: the log
-- column event_id VARCHAR: the id of the record, the vendor's where it has one
-- column raw VARCHAR: the SHA-256 of the raw record's file
-- column record BIGINT: the number of the raw record in its file

-- relation kept_hunt, private view
-- The result of the last hunt as JSON, in one row.
-- key: none
-- given by: keyroll.detection.kept
-- column content VARCHAR

-- relation keeping_hunt, private table
-- The result of a hunt, in the form in which it is kept.
-- key: none
-- given by: keyroll.detection.kept
-- column content VARCHAR
