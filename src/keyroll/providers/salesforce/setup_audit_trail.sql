-- Salesforce's changes of its set-up in OCSF's terms; the action's name gives the change.
SELECT
  CAST(split_part(code, '/', 1) AS INTEGER) AS class_uid,
  CAST(split_part(code, '/', 2) AS INTEGER) AS activity_id,
  1 AS status_id,
  "Action" AS operation,
  source || ':user:' || nullif(CreatedById, '') AS actor,
  coalesce(CreatedBy.Username, nullif(CreatedById, '')) AS actor_name,
  'setting' AS resource_type,
  coalesce(nullif("Section", ''), "Action") AS resource_uid,
  nullif(Display, '') AS resource_name,
  nullif("Section", '') AS resource_group,
  CASE WHEN split_part(code, '/', 1) IN ('3001', '3005') THEN source || ':user_name:' || nullif(regexp_extract(Display, '([A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+)', 1), '') END AS target,
  CASE WHEN split_part(code, '/', 1) = '3005' THEN "Action" END AS target_group
FROM (
  SELECT
    *,
    CASE
      WHEN regexp_matches(act, '^(createduser|usercreated)') THEN '3001/1'
      WHEN regexp_matches(act, '^(changedpassword|changedpass)') THEN '3001/3'
      WHEN regexp_matches(act, '^(resetpassword|resetpass)') THEN '3001/4'
      WHEN regexp_matches(act, '^(deactivateduser|frozeuser)') THEN '3001/5'
      WHEN regexp_matches(act, '^(activateduser|unfrozeuser)') THEN '3001/2'
      WHEN regexp_matches(act, '^(perm_?set_?assign|permsetassign|changedprofileforuser|changedroleforuser|groupmembership)') THEN '3005/1'
      WHEN regexp_matches(act, '^(perm_?set_?unassign|permsetunassign)') THEN '3005/2'
      WHEN regexp_matches(act, '^(delete|remove)|deleted') THEN '6003/4'
      WHEN regexp_matches(act, '^(create|add|insert|new)|created') THEN '6003/1'
      ELSE '6003/3'
    END AS code
  FROM (SELECT *, lower("Action") AS act FROM native)
)
