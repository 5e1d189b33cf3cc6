-- title: Clients seen on one day only
-- question: Which client programs used a machine credential on one day and never again?
SELECT credential, user_agent, min(happened_at) AS first_at, count(*) AS events, any_value(src_ip) AS src_ip
FROM events
WHERE credential IS NOT NULL AND user_agent IS NOT NULL
GROUP BY credential, user_agent
HAVING count(DISTINCT day) = 1 AND min(happened_at) > (SELECT min(happened_at) + INTERVAL 14 DAYS FROM events)
ORDER BY first_at DESC, credential, user_agent
