-- relation exposed_until, private table
-- The credentials that are judged, each with the time until which its value was exposed: use counts after it.
-- key: id
-- given by: keyroll.proof.facts
-- column id VARCHAR
-- column until TIMESTAMPTZ

-- relation own_attempts, private table
-- keyroll's own attempts: their log records are not uses.
-- key: none
-- given by: keyroll.proof.facts
-- column mark VARCHAR
-- column tried_at TIMESTAMPTZ

-- relation exposed_use, private table
-- When each judged credential was accepted and refused after its exposure. An act that failed for a reason other than
-- the sign-in (no such page, no such right) is neither. An act is keyroll's own only if the log shows the mark of an
-- attempt of that time: a time or an address alone is not a proof. A log's clock may differ from keyroll's by five minutes.
-- key: none
-- needs: events, exposed_until, identifiers, own_attempts
-- column id VARCHAR
-- column happened_at TIMESTAMPTZ
-- column raw VARCHAR
-- column record BIGINT
-- column accepted BOOLEAN
SELECT identifiers.id, happened_at, raw, record,
    CASE WHEN status_id = 1 THEN true WHEN class_uid = 3002 OR http_status = 401 THEN false END AS accepted
FROM events
JOIN identifiers ON identifiers.identifier = events.credential
JOIN exposed_until ON exposed_until.id = identifiers.id
WHERE happened_at > exposed_until.until AND status_id IN (1, 2) AND NOT implausible
    AND NOT EXISTS (
        SELECT 1 FROM own_attempts
        WHERE contains(events.user_agent, mark)
            AND happened_at BETWEEN tried_at - INTERVAL 5 MINUTES AND tried_at + INTERVAL 5 MINUTES)

-- relation use_outcomes, private table
-- The ends of each run of equal outcomes: the uses between them cannot change a verdict.
-- key: none
-- needs: exposed_use
-- column id VARCHAR
-- column happened_at TIMESTAMPTZ
-- column raw VARCHAR
-- column record BIGINT
-- column accepted BOOLEAN
-- column before BOOLEAN
-- column after BOOLEAN
SELECT id, happened_at, raw, record, accepted, lag(accepted) OVER w AS before, lead(accepted) OVER w AS after
FROM exposed_use
WHERE accepted IS NOT NULL
WINDOW w AS (PARTITION BY id ORDER BY happened_at, raw, record)
QUALIFY before IS DISTINCT FROM accepted OR after IS DISTINCT FROM accepted

-- relation successors, private table
-- For each judged credential a later one of the same principal and name, made after the exposure.
-- key: id
-- needs: credentials, exposed_until, kinds
-- column id VARCHAR
-- column successor VARCHAR
SELECT old.id, min(new.id) AS successor
FROM credentials old
JOIN exposed_until USING (id)
LEFT JOIN kinds k ON k.provider = split_part(old.source, '@', 1) AND k.kind = old.kind
JOIN credentials new ON new.source = old.source AND new.kind = old.kind AND new.id <> old.id
    AND new.created > exposed_until.until
    AND (old.created IS NULL OR old.created <= exposed_until.until)
    AND (new.principal = old.principal OR (old.principal IS NULL AND new.principal IS NULL))
    AND (new.name = old.name OR starts_with(new.name, old.name) OR coalesce(k.nameless, false))
GROUP BY old.id
