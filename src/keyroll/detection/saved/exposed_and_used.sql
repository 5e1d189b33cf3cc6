-- title: Copies outside vaults of credentials in use
-- question: Which credentials are in code, wiki, tickets or support cases and were used in the last 30 days?
SELECT c.id, c.name, c.owner, c.last_used, count(DISTINCT l.place) AS copies, list(DISTINCT l.place ORDER BY l.place) AS places
FROM locations l JOIN identifiers h ON h.identifier = l.identifier JOIN credentials c ON c.id = h.id
WHERE l.kind <> 'app_instance' AND c.last_used > (SELECT max(happened_at) - INTERVAL 30 DAYS FROM events)
GROUP BY c.id, c.name, c.owner, c.last_used
ORDER BY copies DESC, c.id
