-- OpenAI's audit log in OCSF's terms. "thing" is the field with the same name as the type; "code" is class/activity.
SELECT
  CAST(split_part(code, '/', 1) AS INTEGER) AS class_uid,
  CAST(split_part(code, '/', 2) AS INTEGER) AS activity_id,
  CASE WHEN "type" LIKE '%.failed' THEN 2 ELSE 1 END AS status_id,
  "type" AS operation,
  source || coalesce(
    ':service_account:' || nullif(actor.api_key.service_account.id, ''),
    ':user:' || nullif(coalesce(actor."session"."user".id, actor.api_key."user".id), '')) AS actor,
  coalesce(actor."session"."user".email, actor.api_key."user".email, actor.api_key.service_account.id) AS actor_name,
  source || ':api_key:' || nullif(actor.api_key.id, '') AS credential,
  kind AS resource_type,
  coalesce(thing.id, project.id, kind) AS resource_uid,
  coalesce(thing."name", thing.data."name", thing.data.title, thing.email, thing.data.email, thing.changes_requested."name") AS resource_name,
  coalesce(project."name", project.id, thing.project_id) AS resource_group,
  source || CASE
    WHEN split_part(code, '/', 1) = '3002' THEN ':user:' || coalesce(actor."session"."user".id, actor.api_key."user".id)
    WHEN kind IN ('api_key', 'service_account', 'user') THEN ':' || kind || ':' || thing.id
    WHEN kind = 'workload_identity_provider_mapping' THEN ':service_account:' || thing.service_account_id
    WHEN "type" LIKE 'role.assignment.%' THEN ':' || coalesce(thing.principal_type, 'user') || ':' || thing.principal_id
  END AS target,
  CASE
    WHEN split_part(code, '/', 1) = '3005' THEN coalesce(thing.data."role", thing.changes_requested."role", thing.role_id, thing.id)
    WHEN split_part(code, '/', 1) = '3006' THEN coalesce(thing."name", thing.id)
  END AS target_group,
  actor."session".ip_address AS src_ip,
  actor."session".user_agent AS user_agent
FROM (
  SELECT
    *,
    CASE
      WHEN "type" LIKE 'login.%' THEN '3002/1'
      WHEN "type" LIKE 'logout.%' THEN '3002/2'
      WHEN "type" IN ('user.updated', 'service_account.updated') AND thing.changes_requested."role" IS NOT NULL THEN '3005/1'
      WHEN "type" = 'role.assignment.created' THEN '3005/1'
      WHEN "type" = 'role.assignment.deleted' THEN '3005/2'
      WHEN "type" = 'group.created' THEN '3006/6'
      WHEN "type" = 'group.deleted' THEN '3006/5'
      WHEN kind = 'group' THEN '3006/99'
      WHEN kind IN ('api_key', 'service_account', 'user') THEN '3001/' || CASE split_part("type", '.', 2) WHEN 'created' THEN '1' WHEN 'added' THEN '1' WHEN 'deleted' THEN '6' ELSE '99' END
      WHEN "type" LIKE 'tenant.%' THEN '6003/' || CASE
        WHEN regexp_matches("type", '\.(created|added|issued|provisioned|invited|accepted|started|submitted|attached)$') THEN '1'
        WHEN regexp_matches("type", '\.(looked_up|resolved|redemption)$') THEN '2'
        WHEN regexp_matches("type", '\.(updated|upserted|completed|migrated)$') THEN '3'
        WHEN regexp_matches("type", '\.(deleted|removed|revoked|archived|detached|declined|requested)$') THEN '4'
        ELSE '99' END
      ELSE '3004/' || CASE
        WHEN regexp_matches("type", '\.(created|registered|sent|bound_to_resource)$') THEN '1'
        WHEN regexp_matches("type", '\.(updated|accepted)$') THEN '3'
        WHEN regexp_matches("type", '\.(deleted|removed|archived|unbound_from_resource)$') THEN '4'
        WHEN "type" LIKE '%.enabled' THEN '8' WHEN "type" LIKE '%.disabled' THEN '9'
        WHEN "type" LIKE '%.activated' THEN '10' WHEN "type" LIKE '%.deactivated' THEN '11'
        ELSE '99' END
    END AS code
  FROM (
    SELECT *, regexp_replace("type", '\.[a-z_]+$', '') AS kind, coalesce(__details__) AS thing
    FROM native
  )
)
