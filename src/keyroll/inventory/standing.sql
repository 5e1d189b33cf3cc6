-- variable as_of TIMESTAMPTZ, public
-- The time of the inventory; "now" of every posture check.
-- given by: keyroll.inventory.standing

-- macro next_use(last_used, longest_gap_days), private
-- The expected time of the next use: a gap may be half as long again as the longest before.
last_used + to_seconds(1.5 * greatest(longest_gap_days, 1) * 86400)

-- relation blindness, private view
-- The facts with the reason why it is unknown whether a credential is unused: NULL if a log shows it. A log shows it if
-- it covers the last 90 days, lags behind by 7 at most, and has records of nine days in ten.
-- key: id
-- needs: as_of, credential_facts
-- column id VARCHAR
-- column provider VARCHAR
-- column source VARCHAR
-- column kind VARCHAR
-- column kind_title VARCHAR
-- column name VARCHAR
-- column state VARCHAR
-- column state_because VARCHAR
-- column known_from VARCHAR[]
-- column principal VARCHAR
-- column principal_name VARCHAR
-- column principal_kind VARCHAR
-- column owner VARCHAR
-- column owner_from VARCHAR
-- column owner_confidence DOUBLE
-- column owner_since TIMESTAMPTZ
-- column owner_left BOOLEAN
-- column orphaned VARCHAR
-- column orphaned_because VARCHAR
-- column created TIMESTAMPTZ
-- column reissued VARCHAR
-- column reissued_because VARCHAR
-- column changed TIMESTAMPTZ
-- column expires TIMESTAMPTZ
-- column last_used TIMESTAMPTZ
-- column last_used_from VARCHAR
-- column first_used TIMESTAMPTZ
-- column uses BIGINT
-- column refusals BIGINT
-- column last_refused TIMESTAMPTZ
-- column rhythm VARCHAR
-- column active_days BIGINT
-- column median_gap_days DOUBLE in days
-- column longest_gap_days DOUBLE in days
-- column log VARCHAR
-- column log_begins TIMESTAMPTZ
-- column log_ends TIMESTAMPTZ
-- column log_days BIGINT
-- column vendor_holders VARCHAR[]
-- column copies BIGINT
-- column privileges BIGINT
-- column registered_holder VARCHAR
-- column note VARCHAR
-- column first_observed TIMESTAMPTZ
-- column last_observed TIMESTAMPTZ
-- column gone_since TIMESTAMPTZ
-- column inferred BOOLEAN
-- column ambiguous BOOLEAN
-- column ambiguous_because VARCHAR
-- column rotation_method VARCHAR
-- column every_days BIGINT in days
-- column rotation_by VARCHAR
-- column last_changed TIMESTAMPTZ
-- column changed_via VARCHAR
-- column due_at TIMESTAMPTZ
-- column made_only BOOLEAN
-- column blind VARCHAR
SELECT *, CASE WHEN log_begins IS NULL THEN 'no log that is here shows its use'
        WHEN log_ends < getvariable('as_of')::TIMESTAMPTZ - INTERVAL 7 DAYS THEN log || ' ends on ' || log_ends::DATE
        WHEN log_begins > getvariable('as_of')::TIMESTAMPTZ - INTERVAL 90 DAYS
        THEN log || ' begins only on ' || log_begins::DATE
        WHEN log_days < 0.9 * date_diff('day', log_begins, log_ends) THEN log || ' has records of only '
            || log_days || ' of ' || (date_diff('day', log_begins, log_ends) + 1) || ' days' END AS blind
FROM credential_facts

-- relation credentials, public view
-- Every credential of a machine, with the facts that depend on the time as_of. unused, orphaned and overdue are 'yes',
-- 'no' or 'unknown', each with its reason. A credential is unused after 90 days without use (PCI DSS 4.0.1, 8.2.6), or
-- after a longer gap than its rhythm has.
-- key: id
-- needs: as_of, blindness, next_use
-- column id VARCHAR: the credential, by its issuer's identifier, else by its smallest strong one
-- column provider VARCHAR: the provider
-- column source VARCHAR: one instance of a provider: jira@prod
-- column kind VARCHAR: the kind, in keyroll's words
-- column kind_title VARCHAR: the kind, in the vendor's words
-- column name VARCHAR: its name
-- column state VARCHAR: active, suspended, deactivated, destroyed or another state of NIST SP 800-57; NULL if no listing says it
-- column state_because VARCHAR: the reason of the state
-- column known_from VARCHAR[]: its lists: issuer, logs, copies, register
-- column principal VARCHAR: its principal
-- column principal_name VARCHAR: the name of its principal
-- column principal_kind VARCHAR: human, nonhuman or unknown
-- column owner VARCHAR: the accountable person or team
-- column owner_from VARCHAR: the evidence of the owner
-- column owner_confidence DOUBLE: trust in that evidence, 0 to 1
-- column owner_since TIMESTAMPTZ: start of the evidence
-- column owner_left BOOLEAN: the owner has left; NULL if no read source shows it
-- column orphaned VARCHAR: yes, no or unknown: whether every owner has left
-- column orphaned_because VARCHAR: the reason
-- column created TIMESTAMPTZ: time of creation
-- column reissued VARCHAR: yes, no or unknown: whether the id or a name was another credential's before
-- column reissued_because VARCHAR: the reason
-- column changed TIMESTAMPTZ: time of the last change of its value, by its issuer
-- column expires TIMESTAMPTZ: time of its end
-- column last_used TIMESTAMPTZ: time of the last use
-- column last_used_from VARCHAR: source of the last use: a log or its issuer
-- column first_used TIMESTAMPTZ: the first accepted use
-- column uses BIGINT: accepted uses
-- column refusals BIGINT: refused attempts
-- column last_refused TIMESTAMPTZ: the last refusal
-- column rhythm VARCHAR: once, continuous, daily, weekly, monthly, quarterly or irregular
-- column active_days BIGINT: days with an accepted use
-- column median_gap_days DOUBLE in days: the median gap between days of use
-- column longest_gap_days DOUBLE in days: the longest gap between days of use
-- column log VARCHAR: the log
-- column log_begins TIMESTAMPTZ: the first record of the log that shows its use
-- column log_ends TIMESTAMPTZ: the last record of that log
-- column log_days BIGINT: days of that log with records
-- column vendor_holders VARCHAR[]: third parties that hold it
-- column copies BIGINT: places that hold a copy
-- column privileges BIGINT: grants of its principal
-- column registered_holder VARCHAR: the third party in the register
-- column note VARCHAR: people's note
-- column first_observed TIMESTAMPTZ: time of the first observation
-- column last_observed TIMESTAMPTZ: time of the last observation
-- column gone_since TIMESTAMPTZ: the first complete read that no longer listed it
-- column inferred BOOLEAN: no listing has it
-- column ambiguous BOOLEAN: its identifiers are shared with another credential
-- column ambiguous_because VARCHAR: the credential with a shared identifier
-- column rotation_method VARCHAR: documented method of rotation
-- column every_days BIGINT in days: required interval of rotation
-- column rotation_by VARCHAR: documented person or team for the rotation
-- column last_changed TIMESTAMPTZ: the last proven change of its value
-- column changed_via VARCHAR: the proof of that change
-- column due_at TIMESTAMPTZ: due time of the next change
-- column made_only BOOLEAN: only its creation is known, and its kind changes in place
-- column live BOOLEAN: not known to be destroyed, deactivated or suspended
-- column unused VARCHAR: yes, no or unknown
-- column unused_because VARCHAR: the reason
-- column overdue VARCHAR: yes, no or unknown
-- column overdue_because VARCHAR: the reason
SELECT * EXCLUDE (blind), coalesce(state, '') NOT IN ('destroyed', 'deactivated', 'suspended') AS live,
    CASE WHEN last_used >= getvariable('as_of')::TIMESTAMPTZ - INTERVAL 90 DAYS THEN 'no'
        WHEN longest_gap_days > 90 AND next_use(last_used, longest_gap_days) >= getvariable('as_of')::TIMESTAMPTZ
        THEN 'no'
        WHEN blind IS NOT NULL THEN CASE WHEN last_used_from = 'its issuer' THEN 'yes' ELSE 'unknown' END
        ELSE 'yes' END AS unused,
    CASE WHEN last_used >= getvariable('as_of')::TIMESTAMPTZ - INTERVAL 90 DAYS
        THEN 'last used on ' || last_used::DATE || ', by ' || last_used_from
        WHEN longest_gap_days > 90 AND next_use(last_used, longest_gap_days) >= getvariable('as_of')::TIMESTAMPTZ
        THEN 'used every ' || round(longest_gap_days)::INTEGER || ' days; expected by '
            || (next_use(last_used, longest_gap_days))::DATE
        WHEN blind IS NOT NULL AND coalesce(last_used_from, '') <> 'its issuer' THEN blind
        ELSE coalesce('last used on ' || last_used::DATE || ', by ' || last_used_from, 'never used')
            || CASE WHEN blind IS NULL THEN ' in ' || log || ' of ' || log_begins::DATE || ' to '
            || log_ends::DATE || ' (' || log_days || ' days with records)' ELSE '' END END AS unused_because,
    CASE WHEN due_at IS NULL OR (due_at < getvariable('as_of')::TIMESTAMPTZ AND made_only) THEN 'unknown'
        WHEN due_at < getvariable('as_of')::TIMESTAMPTZ THEN 'yes' ELSE 'no' END AS overdue,
    CASE WHEN every_days IS NULL THEN 'no documented process states the interval'
        WHEN due_at IS NULL THEN 'nothing shows when its value was made or changed'
        WHEN due_at < getvariable('as_of')::TIMESTAMPTZ AND made_only THEN 'made on ' || last_changed::DATE
            || '; no change is proven since, and none is ruled out'
        WHEN due_at < getvariable('as_of')::TIMESTAMPTZ
        THEN 'last changed on ' || last_changed::DATE || ', due every ' || every_days || ' days'
        ELSE 'due on ' || due_at::DATE END AS overdue_because
FROM blindness

-- relation rhythms, public view
-- The rhythm of use of each credential, and whether an expected use is late.
-- key: id
-- needs: as_of, credential_facts, next_use
-- column id VARCHAR: the credential, by its issuer's identifier, else by its smallest strong one
-- column name VARCHAR: its name
-- column uses BIGINT: accepted uses
-- column active_days BIGINT: days with an accepted use
-- column first_used TIMESTAMPTZ: the first accepted use
-- column last_used TIMESTAMPTZ: time of the last use
-- column median_gap_days DOUBLE in days: the median gap between days of use
-- column longest_gap_days DOUBLE in days: the longest gap between days of use
-- column rhythm VARCHAR: once, continuous, daily, weekly, monthly, quarterly or irregular
-- column expected_by TIMESTAMPTZ: latest time of the expected use
-- column late VARCHAR: yes, no or unknown
-- column late_because VARCHAR: the reason
SELECT id, name, uses, active_days, first_used, last_used, median_gap_days, longest_gap_days, rhythm,
    CASE WHEN active_days >= 3 THEN next_use(last_used, longest_gap_days) END AS expected_by,
    CASE WHEN state = 'destroyed' THEN 'no' WHEN active_days < 3 THEN 'unknown'
        WHEN log_ends >= next_use(last_used, longest_gap_days) THEN 'yes'
        WHEN next_use(last_used, longest_gap_days) >= getvariable('as_of')::TIMESTAMPTZ THEN 'no'
        ELSE 'unknown' END AS late,
    CASE WHEN state = 'destroyed' THEN 'it is gone' WHEN active_days < 3 THEN 'used on fewer than three days'
        WHEN log_ends < next_use(last_used, longest_gap_days)
            AND next_use(last_used, longest_gap_days) < getvariable('as_of')::TIMESTAMPTZ
        THEN log || ' ends on ' || log_ends::DATE END AS late_because
FROM credential_facts
WHERE uses > 0

-- relation rotations, public view
-- The rotation of each credential that is not destroyed, and whether it is overdue.
-- key: id
-- needs: credentials
-- column id VARCHAR: the credential, by its issuer's identifier, else by its smallest strong one
-- column name VARCHAR: its name
-- column source VARCHAR: one instance of a provider: jira@prod
-- column kind VARCHAR: the kind, in keyroll's words
-- column owner VARCHAR: the accountable person or team
-- column state VARCHAR: active, suspended, deactivated, destroyed or another state of NIST SP 800-57; NULL if no listing says it
-- column method VARCHAR: documented method of rotation
-- column every_days BIGINT in days: required interval of rotation
-- column who VARCHAR: documented person or team for the rotation
-- column last_changed TIMESTAMPTZ: the last proven change of its value
-- column changed_via VARCHAR: the proof of that change
-- column due_at TIMESTAMPTZ: due time of the next change
-- column overdue VARCHAR: yes, no or unknown
-- column overdue_because VARCHAR: the reason
SELECT id, name, source, kind, owner, state, rotation_method AS method, every_days, rotation_by AS who, last_changed,
    changed_via, due_at, overdue, overdue_because
FROM credentials
WHERE state IS DISTINCT
FROM 'destroyed'

-- relation rotation_processes, public view
-- Each documented process, and whether a run of it is proven.
-- key: provider, kind
-- needs: as_of, processes
-- column provider VARCHAR: the provider
-- column kind VARCHAR: the kind, in keyroll's words
-- column method VARCHAR: documented method of rotation
-- column every_days BIGINT in days: required interval of rotation
-- column who VARCHAR: documented person or team for the rotation
-- column credentials BIGINT: credentials of the kind
-- column proven_runs BIGINT: runs that are proven
-- column last_run TIMESTAMPTZ: the last proven run
-- column on_paper_since TIMESTAMPTZ: time of the process's read
-- column source VARCHAR: one instance of a provider: jira@prod
-- column raw VARCHAR: the SHA-256 of the raw record's file
-- column record BIGINT: the number of the raw record in its file
-- column proven VARCHAR: yes, no or unknown: whether a run is proven
-- column proven_because VARCHAR: the reason
SELECT *, CASE WHEN credentials = 0 THEN 'unknown' WHEN proven_runs = 0 THEN 'no'
        WHEN last_run >= getvariable('as_of')::TIMESTAMPTZ - to_days(coalesce(every_days, 365)::INTEGER) THEN 'yes'
        ELSE 'no' END AS proven,
    CASE WHEN credentials = 0 THEN 'no credential of that kind is known'
        WHEN proven_runs = 0 THEN 'it is documented only: no run was ever seen'
        ELSE 'last run on ' || last_run::DATE END AS proven_because
FROM processes

-- relation vendor_holdings, public view
-- The credentials of each third party, the kind of evidence, and whether the contract has ended.
-- key: vendor, id, via
-- needs: as_of, credential_facts, vendor_facts
-- column vendor VARCHAR: the third party
-- column id VARCHAR: the credential, by its issuer's identifier, else by its smallest strong one
-- column name VARCHAR: its name
-- column kind VARCHAR: the kind, in keyroll's words
-- column source VARCHAR: one instance of a provider: jira@prod
-- column via VARCHAR: register, a kind of place, client or network
-- column privileges BIGINT: grants of its principal
-- column first_observed TIMESTAMPTZ: time of the first observation
-- column last_observed TIMESTAMPTZ: time of the last observation
-- column last_used TIMESTAMPTZ: time of the last use
-- column off_boarded VARCHAR: yes, no or unknown: whether the contract has ended
-- column off_boarded_because VARCHAR: the reason
-- column alive VARCHAR: yes, no or unknown: whether the credential is active
SELECT v.vendor, v.id, c.name, c.kind, c.source, v.via, v.privileges, v.first_observed, v.last_observed,
    coalesce(v.last_used, c.last_used) AS last_used,
    CASE WHEN v.ended_on <= getvariable('as_of')::TIMESTAMPTZ OR (v.dropped AND v.ended_on IS NULL) THEN 'yes'
        WHEN v.via = 'register' THEN 'no' ELSE 'unknown' END AS off_boarded,
    CASE WHEN v.ended_on <= getvariable('as_of')::TIMESTAMPTZ
        THEN 'the register says that it ended on ' || v.ended_on::DATE
        WHEN v.dropped THEN 'the register names it no longer; it last did on ' || v.last_observed::DATE
        WHEN v.via <> 'register' THEN 'no register says whether the contract runs' END AS off_boarded_because,
    CASE c.state WHEN 'active' THEN 'yes' WHEN 'destroyed' THEN 'no' ELSE 'unknown' END AS alive
FROM vendor_facts v
LEFT JOIN credential_facts c USING (id)
