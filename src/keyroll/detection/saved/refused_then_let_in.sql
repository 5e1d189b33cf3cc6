-- title: Refused, then accepted
-- question: Which address was refused with one credential and accepted with another within an hour?
SELECT r.src_ip, r.happened_at AS refused_at, r.credential AS refused, a.happened_at AS let_in_at, a.credential AS let_in,
  a.source
FROM events r
JOIN events a ON a.src_ip = r.src_ip AND a.credential <> r.credential AND a.status_id = 1
  AND a.happened_at BETWEEN r.happened_at AND r.happened_at + INTERVAL 1 HOUR
WHERE r.status_id = 2 AND r.credential IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY r.src_ip, r.credential, a.credential ORDER BY a.happened_at, r.happened_at) = 1
ORDER BY let_in_at DESC, r.src_ip, refused, let_in
