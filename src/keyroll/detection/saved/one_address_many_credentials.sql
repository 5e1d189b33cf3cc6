-- title: One address, many credentials
-- question: Which addresses used machine credentials of several systems, and how many of the attempts were refused?
SELECT src_ip, count(DISTINCT credential) AS credentials, count(DISTINCT source) AS systems,
  count(*) FILTER (status_id = 2) AS refused, count(*) AS events, min(happened_at) AS first_at, max(happened_at) AS last_at
FROM events
WHERE credential IS NOT NULL AND src_ip IS NOT NULL
GROUP BY src_ip
HAVING credentials >= 3 AND systems >= 2
ORDER BY refused DESC, credentials DESC, src_ip
