-- relation value_dates, private table
-- Each time at which a listing dates the creation or change of a value, and the first observation with it.
-- key: subject, source, happened_at, via
-- keyed by: subject
-- given by: keyroll.inventory.parts
-- column subject VARCHAR
-- column source VARCHAR
-- column happened_at TIMESTAMPTZ
-- column via VARCHAR
-- column proof STRUCT(observed_at TIMESTAMPTZ, raw VARCHAR, record BIGINT)

-- relation generations, private table
-- Each generation of a value in a listing, and the first observation with it.
-- key: subject, source, generation
-- keyed by: subject
-- given by: keyroll.inventory.parts
-- column subject VARCHAR
-- column source VARCHAR
-- column generation BIGINT
-- column proof STRUCT(observed_at TIMESTAMPTZ, raw VARCHAR, record BIGINT)

-- relation on_paper, private table
-- Documented processes, by observation.
-- key: none
-- given by: keyroll.inventory.parts
-- column provider VARCHAR
-- column kind VARCHAR
-- column method VARCHAR
-- column every_days BIGINT in days
-- column who VARCHAR
-- column source VARCHAR
-- column observed_at TIMESTAMPTZ
-- column raw VARCHAR
-- column record BIGINT
-- column event_id VARCHAR

-- relation policies, public table
-- The latest rotation policy of each kind of credential.
-- key: provider, kind
-- needs: on_paper
-- column provider VARCHAR: the provider
-- column kind VARCHAR: the kind, in keyroll's words
-- column method VARCHAR: documented method of rotation
-- column every_days BIGINT in days: required interval of rotation
-- column who VARCHAR: documented person or team for the rotation
-- column source VARCHAR: one instance of a provider: jira@prod
-- column observed_at TIMESTAMPTZ: time of the source's read
-- column raw VARCHAR: the SHA-256 of the raw record's file
-- column record BIGINT: the number of the raw record in its file
SELECT * EXCLUDE (event_id)
FROM on_paper
QUALIFY row_number() OVER (PARTITION BY provider, kind ORDER BY observed_at DESC, event_id) = 1

-- relation proven, private table
-- Every sign that a value was made or changed. Two sources report one act with seconds between them: a minute is one
-- act.
-- key: none
-- needs: generations, identifiers, lifecycle, value_dates
-- column id VARCHAR
-- column happened_at TIMESTAMPTZ
-- column via VARCHAR
-- column changed_by VARCHAR
-- column source VARCHAR
-- column raw VARCHAR
-- column record BIGINT
-- column observed_at TIMESTAMPTZ
-- column minute TIMESTAMPTZ
SELECT *, date_trunc('minute', happened_at) AS minute
FROM (
    SELECT id, happened_at, via, NULL::VARCHAR AS changed_by, source, proof.raw AS raw, proof.record AS record,
        proof.observed_at AS observed_at
    FROM value_dates
    JOIN identifiers ON identifier = subject
    UNION ALL
    SELECT id, happened_at, CASE act WHEN 'created' THEN 'created' ELSE 'changed by the log' END, l.by, source, raw,
        record, happened_at
    FROM lifecycle l
    WHERE act IN ('created', 'value_changed')
    UNION ALL
    SELECT id, proof.observed_at, 'a new generation', NULL, source, proof.raw, proof.record, proof.observed_at
    FROM (
        SELECT *, max(generation) OVER (PARTITION BY id ORDER BY proof.observed_at,
            generation ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
        FROM generations
        JOIN identifiers ON identifier = subject)
    WHERE generation > before)

-- relation once, private table
-- The same rows, each act by its first proof; most acts are reported once.
-- key: id, happened_at
-- needs: later, proven
-- column id VARCHAR
-- column happened_at TIMESTAMPTZ
-- column via VARCHAR
-- column changed_by VARCHAR
-- column source VARCHAR
-- column raw VARCHAR
-- column record BIGINT
WITH repeated AS MATERIALIZED (SELECT id, minute FROM proven GROUP BY ALL HAVING count(*) > 1)
SELECT id, happened_at, via, changed_by, source, raw, record
FROM proven
ANTI JOIN repeated USING (id, minute)
UNION ALL
SELECT id, happened_at, proof.via, changed_by, proof.source, proof.raw, proof.record
FROM (
    SELECT id, min(happened_at) AS happened_at, arg_max(changed_by, (happened_at, changed_by)) AS changed_by,
        arg_min({via: via, source: source, raw: raw, record: record}, later(observed_at, (via, source, raw, record),
        0)) AS proof
    FROM proven
    SEMI JOIN repeated USING (id, minute)
    GROUP BY id, minute)

-- relation made, private table
-- The creation time of each credential.
-- key: id
-- needs: once
-- column id VARCHAR
-- column made_at TIMESTAMPTZ
SELECT id, min(happened_at) AS made_at FROM once GROUP BY id

-- relation value_changes, public table
-- Each proven moment at which a value was made or changed. A run is a change of a value that was there before, or a new
-- credential of a principal that already had one of the kind.
-- key: id, happened_at
-- keyed by: id
-- needs: made, once, sights
-- column id VARCHAR: the credential, by its issuer's identifier, else by its smallest strong one
-- column happened_at TIMESTAMPTZ: time of the event, by the vendor's clock
-- column via VARCHAR: the proof
-- column changed_by VARCHAR: actor of the change
-- column source VARCHAR: one instance of a provider: jira@prod
-- column raw VARCHAR: the SHA-256 of the raw record's file
-- column record BIGINT: the number of the raw record in its file
-- column run BOOLEAN: a run of a rotation: a value was there before
WITH placed AS MATERIALIZED (
    SELECT made.*, s.source, s.kind, s.principal FROM made LEFT JOIN sights s USING (id)
), first AS (
    SELECT source, kind, principal, min(made_at) AS made_at FROM placed WHERE principal IS NOT NULL GROUP BY ALL)
SELECT once.*, CASE WHEN once.via <> 'created' OR once.happened_at > p.made_at THEN true
    ELSE coalesce(once.happened_at > first.made_at, false) END AS run
FROM once
JOIN placed p USING (id)
LEFT JOIN first ON first.source = p.source AND first.kind = p.kind AND first.principal = p.principal

-- relation shown_changes, private table
-- Credentials with evidence of a change of the value.
-- key: id
-- keyed by: id
-- needs: sights, value_changes
-- column id VARCHAR
-- column source VARCHAR
-- column kind VARCHAR
SELECT DISTINCT id, s.source, s.kind FROM value_changes v JOIN sights s USING (id) WHERE v.via <> 'created'

-- relation rotation_facts, private table
-- The method and time of the last change of each value, and the due time of the next. A value is as old as its last
-- proven change. If values of a kind change in place and no change of that kind was ever shown, the creation does not
-- show the age of the value.
-- key: id
-- needs: kinds, policies, sights, value_changes, whole_shown_changes
-- column id VARCHAR
-- column method VARCHAR
-- column every_days BIGINT in days
-- column who VARCHAR
-- column last_changed TIMESTAMPTZ
-- column changed_via VARCHAR
-- column due_at TIMESTAMPTZ
-- column made_only BOOLEAN
SELECT s.id, p.method, p.every_days, p.who, changed.happened_at AS last_changed, changed.via AS changed_via,
    changed.happened_at + to_days(p.every_days::INTEGER) AS due_at,
    coalesce(k.in_place AND changed.via = 'created' AND shown.kind IS NULL, false) AS made_only
FROM sights s
JOIN kinds k USING (provider, kind)
LEFT JOIN policies p ON p.provider = s.provider AND p.kind = s.kind
LEFT JOIN (
    SELECT id, max(happened_at) AS happened_at, arg_max(via, (happened_at, via)) AS via FROM value_changes GROUP BY id
) changed USING (id)
LEFT JOIN (SELECT DISTINCT source, kind FROM whole_shown_changes) shown ON shown.source = s.source
    AND shown.kind = s.kind

-- relation processes, private table
-- Each documented process with its proven runs.
-- key: provider, kind
-- needs: policies, whole_sights, whole_value_changes
-- column provider VARCHAR
-- column kind VARCHAR
-- column method VARCHAR
-- column every_days BIGINT in days
-- column who VARCHAR
-- column credentials BIGINT
-- column proven_runs BIGINT
-- column last_run TIMESTAMPTZ
-- column on_paper_since TIMESTAMPTZ
-- column source VARCHAR
-- column raw VARCHAR
-- column record BIGINT
SELECT p.provider, p.kind, p.method, p.every_days, p.who, count(DISTINCT s.id) AS credentials,
    count(v.id) AS proven_runs, max(v.happened_at) AS last_run, p.observed_at AS on_paper_since, p.source, p.raw,
    p.record
FROM policies p
LEFT JOIN whole_sights s ON s.provider = p.provider AND s.kind = p.kind
LEFT JOIN whole_value_changes v ON v.id = s.id AND v.run
GROUP BY ALL

-- relation adherence, public table
-- One row for each month since the first listing, if a policy gives an interval for changes: the number of existing
-- credentials with a value younger than the interval.
-- key: month, provider, owner
-- needs: policies, reads, whole_best_owners, whole_gone, whole_sights, whole_value_changes
-- column month DATE: the last day of the month
-- column provider VARCHAR: the provider
-- column owner VARCHAR: the accountable person or team
-- column credentials BIGINT: credentials that were there
-- column in_time BIGINT: those whose value was young enough
-- column unknown BIGINT: those whose value has an unknown age
WITH months AS (
    SELECT unnest(range(date_trunc('month', min(observed_at)), max(observed_at),
        INTERVAL 1 MONTH)) + INTERVAL 1 MONTH AS month_end
    FROM reads
), lives AS (
    SELECT s.id, s.provider, o.owner, p.every_days, s.first_observed,
        coalesce(g.since, 'infinity'::TIMESTAMPTZ) AS gone
    FROM whole_sights s
    JOIN policies p ON p.provider = s.provider AND p.kind = s.kind AND p.every_days IS NOT NULL
    LEFT JOIN whole_best_owners o USING (id)
    LEFT JOIN whole_gone g USING (id)
), aged AS (
    SELECT m.month_end, l.*, v.happened_at AS changed
    FROM months m
    JOIN lives l ON l.first_observed < m.month_end AND l.gone > m.month_end
    ASOF LEFT JOIN whole_value_changes v ON v.id = l.id AND v.happened_at < m.month_end)
SELECT (month_end - INTERVAL 1 DAY)::DATE AS month, provider, owner, count(*) AS credentials,
    count(*) FILTER (changed >= month_end - to_days(every_days::INTEGER)) AS in_time,
    count(*) FILTER (changed IS NULL) AS unknown
FROM aged
GROUP BY ALL
