-- title: Credentials and accounts that machines made
-- question: Which tokens, keys and accounts did a machine credential make, possibly without an order from a person?
SELECT happened_at, source, actor_name, operation, target, src_ip, user_agent
FROM events e
WHERE class_uid = 3001 AND activity_id = 1 AND status_id = 1
  AND EXISTS (SELECT 1 FROM principals p WHERE p.principal = e.actor AND p.kind = 'nonhuman')
ORDER BY happened_at DESC
