-- Microsoft 365's unified audit log in OCSF's terms. "act" is the operation in lower case.
SELECT
  CAST(split_part(code, '/', 1) AS INTEGER) AS class_uid,
  CAST(split_part(code, '/', 2) AS INTEGER) AS activity_id,
  CASE
    WHEN regexp_matches(lower(ResultStatus), '^(fail|false|denied|error)') OR regexp_matches(act, 'fail|denied') OR lower(LogonError) NOT IN ('', 'none', '0', 'success') THEN 2
    ELSE 1
  END AS status_id,
  rtrim(Operation, '.') AS operation,
  source || CASE
    WHEN (UserType IN ('5', '6') OR UserId LIKE 'ServicePrincipal\_%' ESCAPE '\') AND app <> '' AND coalesce(UserId, '') NOT LIKE '%@%' THEN ':app_id:' || app
    ELSE ':user:' || lower(coalesce(nullif(UserId, ''), nullif(UserKey, ''))) END AS actor,
  coalesce(nullif(UserId, ''), nullif(UserKey, '')) AS actor_name,
  coalesce(SessionId, AppAccessContext.AADSessionId) AS session_uid,
  CASE WHEN split_part(code, '/', 3) <> '' THEN split_part(code, '/', 3) ELSE lower(Workload) END AS resource_type,
  coalesce(nullif(ObjectId, ''), AlertId, FileId, FormId, ChatThreadId, MessageId, NetworkMessageId, MailboxGuid, InvestigationId, Url, nullif(Target[1].ID, ''), Id) AS resource_uid,
  coalesce(SourceFileName, FileName, ItemName, FormName, ReportName, "Name", MailboxOwnerUPN) AS resource_name,
  coalesce(SiteUrl, Site, TeamName, WorkSpaceName, MailboxOwnerUPN, Workload) AS resource_group,
  CASE
    WHEN split_part(code, '/', 1) = '3002' THEN source || ':user:' || lower(coalesce(nullif(UserId, ''), nullif(UserKey, '')))
    -- The secret that was added or removed: it is in only one of the two lists.
    WHEN new_key <> '' OR old_key <> '' THEN source || ':key_id:' || lower(coalesce(new_key, old_key))
    WHEN split_part(code, '/', 1) IN ('3001', '3005', '3006') THEN source || CASE
      WHEN regexp_matches(act, 'application|service principal') THEN ':application:' || nullif(ObjectId, '')
      ELSE ':user:' || lower(coalesce(nullif(TargetUserOrGroupName, ''), nullif(ObjectId, ''))) END
  END AS target,
  CASE split_part(code, '/', 1)
    WHEN '3005' THEN coalesce(
      list_filter(ModifiedProperties, LAMBDA m: m."Name" = 'Role.DisplayName')[1].NewValue,
      list_filter(ModifiedProperties, LAMBDA m: m."Name" = 'ConsentAction.Permissions')[1].NewValue, rtrim(Operation, '.'))
    WHEN '3006' THEN coalesce(TeamName, list_filter(ModifiedProperties, LAMBDA m: m."Name" = 'Group.DisplayName')[1].NewValue, SiteUrl)
  END AS target_group,
  CASE WHEN regexp_matches(address, '^[0-9a-fA-F.:]+$') THEN address END AS src_ip,
  coalesce(nullif(UserAgent, ''), list_filter(ExtendedProperties, LAMBDA e: e."Name" = 'UserAgent')[1]."Value",
    nullif(ActorInfoString, ''), nullif(ClientInfoString, ''),
    nullif(regexp_extract(list_filter(ExtendedProperties, LAMBDA e: e."Name" = 'additionalDetails')[1]."Value", '"User-Agent":"([^"]*)"', 1), '')) AS user_agent,
  list_filter(json_transform(Parameters, '[{"Name": "VARCHAR", "Value": "VARCHAR"}]'), LAMBDA p: lower(p."Name") IN ('query', 'searchquery', 'contentmatchquery'))[1]."Value" AS query,
  FileSizeBytes AS bytes_out
FROM (
  SELECT
    *,
    coalesce(nullif(ClientAppId, ''), nullif(AppId, ''), nullif(ApplicationId, ''), AppAccessContext.ClientAppId,
      -- An acting application is named by its principal; its own id is next to it.
      list_filter(Actor, LAMBDA a: a."Type" = 2 AND a.ID NOT LIKE 'ServicePrincipal%')[1].ID) AS app,
    list_filter(regexp_extract_all(keys."NewValue", 'KeyIdentifier=([0-9a-fA-F-]+)', 1), LAMBDA k: NOT contains(coalesce(keys.OldValue, ''), k))[1] AS new_key,
    list_filter(regexp_extract_all(keys.OldValue, 'KeyIdentifier=([0-9a-fA-F-]+)', 1), LAMBDA k: NOT contains(coalesce(keys."NewValue", ''), k))[1] AS old_key,
    trim(regexp_replace(coalesce(nullif(ClientIP, ''), nullif(ClientIPAddress, ''), nullif(ActorIpAddress, ''), nullif(UserIp, ''), nullif(SenderIp, '')), '^\[([^\]]*)\](:\d+)?$|^(\d+\.\d+\.\d+\.\d+):\d+$', '\1\3')) AS address,
    CASE
      WHEN regexp_matches(act, '^user(loggedin|loginfailed)|^mailboxlogin|^teamssessionstarted') THEN '3002/1/user'
      WHEN act LIKE 'userloggedout%' OR act = 'signout' THEN '3002/2/user'
      WHEN regexp_matches(act, 'certificates and secrets|service principal credentials') THEN CASE WHEN act LIKE 'remove%' THEN '3001/6/application' WHEN act LIKE 'add%' THEN '3001/1/application' ELSE '3001/99/application' END
      WHEN act LIKE 'add user%' THEN '3001/1/user'
      WHEN act LIKE 'delete user%' OR act LIKE 'hard delete user%' THEN '3001/6/user'
      WHEN regexp_matches(act, '^(disable account|blocksignin)') THEN '3001/5/user'
      WHEN act LIKE 'enable account%' THEN '3001/2/user'
      WHEN regexp_matches(act, '^change user password') THEN '3001/3/user'
      WHEN regexp_matches(act, '^reset user password') THEN '3001/4/user'
      WHEN act LIKE 'update user%' THEN '3001/99/user'
      WHEN regexp_matches(act, '^add member to role|^add eligible member|^consent to application|^add delegat|^add app role|^add-(mailboxpermission|recipientpermission|rolegroupmember)|^sitecollectionadminadded|^addedtosecurelink|^sharinginvitationaccepted') THEN '3005/1/permission'
      WHEN regexp_matches(act, '^remove member from role|^remove delegat|^remove app role|^remove-(mailboxpermission|rolegroupmember)|^sitecollectionadminremoved|^removedfromsecurelink') THEN '3005/2/permission'
      WHEN regexp_matches(act, '^add member to group|^memberadded|^addedtogroup') THEN '3006/3/group'
      WHEN regexp_matches(act, '^remove member from group|^memberremoved|^removedfromgroup') THEN '3006/4/group'
      WHEN act LIKE 'add group%' OR act = 'teamcreated' THEN '3006/6/group'
      WHEN act LIKE 'delete group%' OR act = 'teamdeleted' THEN '3006/5/group'
      WHEN act LIKE 'update group%' THEN '3006/99/group'
      WHEN regexp_matches(act, '^(new|set|remove|enable|disable)-(inboxrule|transportrule)|^updateinboxrules') THEN '3004/' || CASE WHEN act LIKE 'new%' THEN '1' WHEN act LIKE 'remove%' THEN '4' ELSE '3' END || '/rule'
      WHEN regexp_matches(act, 'application|service principal') THEN '3004/' || verb || '/application'
      WHEN regexp_matches(act, 'search') THEN '6001/5/'
      WHEN regexp_matches(act, 'download|export|filesync.*full|copied') THEN '6001/7/file'
      WHEN act IN ('mailitemsaccessed', 'messagebind') THEN '6001/2/mailbox'
      WHEN regexp_matches(act, '^(file|page|list|folder|message|view).*(accessed|viewed|previewed|visited|read)|^view') THEN '6001/2/'
      WHEN regexp_matches(act, 'shar(ed|ing)|anonymouslink|securelink|accessrequest') THEN '6001/8/'
      WHEN lower(Workload) IN ('sharepoint', 'onedrive', 'exchange', 'microsoftteams', 'microsoftforms', 'yammer') AND verb <> '99' THEN '6001/' || CASE verb WHEN '1' THEN '1' WHEN '4' THEN '4' WHEN '2' THEN '2' ELSE '3' END || '/'
      ELSE '6003/' || verb || '/'
    END AS code
  FROM (
    SELECT
      *,
      lower(Operation) AS act,
      list_filter(ModifiedProperties, LAMBDA m: m."Name" = 'KeyDescription')[1] AS keys,
      CASE
        WHEN regexp_matches(lower(Operation), '^(add|new|create)|created|uploaded|posted|generated|triggered') THEN '1'
        WHEN regexp_matches(lower(Operation), '^(remove|delete|harddelete|softdelete|movetodeleted)|deleted|removed|recycled') THEN '4'
        WHEN regexp_matches(lower(Operation), '^(set|update|edit|enable|disable|change)|modified|updated|changed|renamed|moved|edited|label') THEN '3'
        WHEN regexp_matches(lower(Operation), '^(get|view|list)|viewed|accessed|previewed|read') THEN '2'
        ELSE '99'
      END AS verb
    FROM native
  )
)
