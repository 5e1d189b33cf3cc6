-- relation inventory_figures, public view
-- The numbers of the inventory that every screen and report shows. All but the first count live credentials: those that
-- are not known to be destroyed, deactivated or suspended.
-- key: none
-- needs: credentials
-- column known BIGINT: credentials in the inventory, ended ones included
-- column live BIGINT: credentials that are not known to have ended
-- column providers BIGINT: providers of live credentials
-- column without_owner BIGINT: live credentials for which no evidence names an owner
-- column unused BIGINT: live credentials without use in a log that would show it
-- column overdue BIGINT: live credentials whose rotation is later than documented
-- column inferred BIGINT: live credentials on no issuer's list
SELECT count(*) AS known, count(*) FILTER (live) AS live,
    count(DISTINCT provider) FILTER (live) AS providers, count(*) FILTER (live AND owner IS NULL) AS without_owner,
    count(*) FILTER (live AND unused = 'yes') AS unused, count(*) FILTER (live AND overdue = 'yes') AS overdue,
    count(*) FILTER (live AND inferred) AS inferred
FROM credentials
