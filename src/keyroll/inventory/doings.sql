-- relation done_days, private table
-- Successful actions of each identifier on each day.
-- key: source, identifier, day
-- keyed by: identifier
-- given by: keyroll.inventory.parts
-- column source VARCHAR
-- column identifier VARCHAR
-- column day DATE
-- column administered BIGINT
-- column last_administered TIMESTAMPTZ
-- column logins BIGINT
-- column told_logins BIGINT
-- column last_login_by_browser TIMESTAMPTZ
-- column hours INTEGER
-- column uses BIGINT

-- relation doings, public table
-- Successful actions of each credential (or account) in each source: administration, sign-ins, and the hours of use.
-- key: id, source
-- keyed by: id
-- needs: done_days, identifiers
-- column id VARCHAR: the credential, by its issuer's identifier, else by its smallest strong one
-- column source VARCHAR: one instance of a provider: jira@prod
-- column administered BIGINT: acts of administration
-- column last_administered TIMESTAMPTZ: the last of them
-- column logins BIGINT: sign-ins
-- column told_logins BIGINT: sign-ins whose client the log names
-- column last_login_by_browser TIMESTAMPTZ: the last sign-in by a browser
-- column days BIGINT: days of use
-- column weekend BIGINT: uses at a weekend
-- column hours INTEGER: a bit for each hour of the day (UTC) with use
SELECT coalesce(id, identifier) AS id, source, sum(administered)::BIGINT AS administered,
    max(last_administered) AS last_administered, sum(logins)::BIGINT AS logins,
    sum(told_logins)::BIGINT AS told_logins, max(last_login_by_browser) AS last_login_by_browser,
    count(DISTINCT day) AS days, coalesce(sum(uses) FILTER (isodow(day) > 5), 0)::BIGINT AS weekend,
    bit_or(hours) AS hours
FROM done_days
LEFT JOIN identifiers USING (identifier)
GROUP BY ALL
