-- GitLab's audit events in OCSF's terms. "code" is class/activity/type of resource.
-- "act" is the vendor's event type, else the text that describes the action in older events.
SELECT
  CAST(split_part(code, '/', 1) AS INTEGER) AS class_uid,
  CAST(split_part(code, '/', 2) AS INTEGER) AS activity_id,
  CASE WHEN regexp_matches(act, 'fail|denied|unauthori') OR details.failed_login IS NOT NULL THEN 2 ELSE 1 END AS status_id,
  act AS operation,
  CASE WHEN author_id > 0 THEN source || ':user:' || author_id ELSE source || ':system:' || author_id END AS actor,
  coalesce(author_name, details.author_name, "meta.user") AS actor_name,
  CASE WHEN split_part(code, '/', 3) <> '' THEN split_part(code, '/', 3) ELSE lower(kind) END AS resource_type,
  coalesce(target, CAST(entity_id AS VARCHAR)) AS resource_uid,
  coalesce(target_details, details.target_details) AS resource_name,
  coalesce(entity_path, details.entity_path, "meta.project") AS resource_group,
  CASE
    WHEN split_part(code, '/', 3) IN ('access_token', 'deploy_token', 'deploy_key') AND kind NOT IN ('User', 'Project', 'Group')
      THEN source || ':' || split_part(code, '/', 3) || ':' || target
    WHEN split_part(code, '/', 1) IN ('3001', '3002', '3005', '3006')
      THEN source || ':user:' || CASE
        WHEN kind = 'User' AND target IS NOT NULL THEN target WHEN entity_type = 'User' THEN CAST(entity_id AS VARCHAR)
        WHEN split_part(code, '/', 1) = '3002' THEN CAST(author_id AS VARCHAR) ELSE target END
  END AS target,
  CASE
    WHEN split_part(code, '/', 1) = '3006' THEN coalesce(entity_path, details.entity_path, CAST(entity_id AS VARCHAR))
    WHEN split_part(code, '/', 1) = '3005' THEN coalesce(details."to", "to", details."as", "as")
  END AS target_group,
  coalesce(ip_address, details.ip_address, "meta.remote_ip") AS src_ip
FROM (
  SELECT
    *,
    CASE
      WHEN regexp_matches(act, 'sign_?in|log_?in|authenticat') AND NOT regexp_matches(act, '^change|setting') THEN '3002/1/user'
      WHEN regexp_matches(act, 'access[_ ]token|deploy[_ ]token|deploy[_ ]key|ssh[_ ]key|gpg[_ ]key|runner.*token') THEN
        CASE
          WHEN regexp_matches(act, 'fail') THEN '3001/99/'
          WHEN regexp_matches(act, 'rotat|reset') THEN '3001/3/'
          WHEN regexp_matches(act, 'creat|issu|add') THEN '3001/1/'
          WHEN regexp_matches(act, 'revok|delet|destroy|remov') THEN '3001/6/'
          ELSE '3001/99/'
        END || CASE
          WHEN regexp_matches(act, 'deploy[_ ]token') THEN 'deploy_token' WHEN regexp_matches(act, 'deploy[_ ]key') THEN 'deploy_key'
          WHEN regexp_matches(act, 'ssh|gpg') THEN 'ssh_key' ELSE 'access_token' END
      WHEN regexp_matches(act, '^member_created|add user_access|member.*(added|create)|user_added') THEN '3006/3/group'
      WHEN regexp_matches(act, '^member_destroyed|remove user_access|member.*(removed|destroy|delete)') THEN '3006/4/group'
      WHEN regexp_matches(act, '^member_updated|change access_level|admin_role|custom_role') THEN '3005/1/permission'
      WHEN regexp_matches(act, 'password') AND NOT regexp_matches(act, 'setting|policy|length') THEN CASE WHEN act LIKE '%reset%' THEN '3001/4/user' ELSE '3001/3/user' END
      WHEN regexp_matches(act, '^user_creat|^add user') THEN '3001/1/user'
      WHEN regexp_matches(act, '^user_(destroy|delet|remov)|^remove user') THEN '3001/6/user'
      WHEN regexp_matches(act, '^(user_)?(block|ban|deactivat)|^user_(block|ban|deactivat)') THEN '3001/5/user'
      WHEN regexp_matches(act, '^(user_)?(unblock|unban|activat)|^user_(unblock|unban|activat|approv)') THEN '3001/2/user'
      WHEN regexp_matches(act, '^change (email|username|name|admin)') OR (entity_type = 'User' AND act LIKE 'change%') THEN '3001/99/user'
      WHEN regexp_matches(act, 'hook') THEN '3004/' || verb || '/webhook'
      WHEN regexp_matches(act, 'runner|variable|stream|integration|application') THEN '3004/' || verb || '/' || lower(coalesce(kind, ''))
      WHEN regexp_matches(act, 'download|export|git_operation') THEN '6001/7/repository'
      WHEN entity_type = 'Group' AND regexp_matches(act, '^group_|^add group|group .*delet|^remove group') THEN
        CASE verb WHEN '1' THEN '3006/6/group' WHEN '4' THEN '3006/5/group' ELSE '3006/99/group' END
      WHEN entity_type = 'Project' THEN '6001/' || CASE verb WHEN '99' THEN '3' ELSE verb END || '/project'
      ELSE '6003/' || verb || '/'
    END AS code
  FROM (
    SELECT
      *,
      CASE
        WHEN regexp_matches(act, 'creat|^add|_added') THEN '1'
        WHEN regexp_matches(act, 'delet|destroy|remov|revok|purg') THEN '4'
        WHEN regexp_matches(act, 'chang|updat|archiv|transfer|rename|set_|edit|visib') THEN '3'
        WHEN regexp_matches(act, 'view|read|access') THEN '2'
        ELSE '99'
      END AS verb
    FROM (
      SELECT
        *,
        coalesce(target_type, details.target_type, entity_type) AS kind,
        nullif(coalesce(target_id, details.target_id), '') AS target,
        lower(coalesce(
          event_type, event_name, details.event_name,
          details.custom_message, custom_message,
          'sign_in ' || coalesce(details."with", "with"),
          'change ' || coalesce(details.change, change),
          'add ' || coalesce(details."add", "add"),
          'remove ' || coalesce(details.remove, remove),
          details."action", "action", 'failed login ' || details.failed_login,
          'other')) AS act
      FROM native
    )
  )
)
