-- title: Searches for access
-- question: Who searched for passwords, tokens, keys, incidents or access?
SELECT happened_at, source, actor_name, query, src_ip, user_agent
FROM events
WHERE query IS NOT NULL AND regexp_matches(lower(query),
  'passw|secret|token|credential|api.?key|private.?key|mfa|vpn|bastion|break.?glass|incident|breach|runbook')
ORDER BY happened_at DESC
