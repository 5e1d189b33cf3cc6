-- relation conditions, private table
-- Facts that all rows depend on: if one changes, the whole inventory is derived again.
-- key: none
-- needs: directory_from, policies
-- column name VARCHAR
-- column value VARCHAR
SELECT 'directory' AS name, coalesce(getvariable('directory_from')::VARCHAR, '') AS value
UNION ALL
SELECT 'policy', to_json({provider: provider, kind: kind, method: method, every_days: every_days, who: who})::VARCHAR
FROM policies
