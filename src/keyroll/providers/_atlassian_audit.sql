-- The audit record of Jira, Confluence and Bitbucket Data Center as OCSF. "code" is class/activity/type of resource.
-- Actions are matched by the vendor's English name and by its key; both are compared in lower case.
SELECT
    CAST(split_part(code, '/', 1) AS INTEGER) AS class_uid,
    CAST(split_part(code, '/', 2) AS INTEGER) AS activity_id,
    CASE
        WHEN regexp_matches(act, 'failed|unauthori[sz]ed|denied') THEN 2
        WHEN act LIKE '%requested' THEN 0
        ELSE 1
    END AS status_id,
    auditType.action AS operation,
    source || ':account:' || author_name AS actor,
    author_name AS actor_name,
    coalesce(
        source || ':access_token:' || nullif(regexp_extract(author_name, '^access-token-user/(?:\d+/)?([^/]+)$', 1), ''),
        source || ':account:' || author_name
    ) AS credential,
    nullif(split_part(code, '/', 3), '') AS resource_type,
    CASE split_part(code, '/', 3)
        WHEN 'repository' THEN coalesce(project || '/' || repository, aimed)
        WHEN 'project' THEN project
        WHEN 'page' THEN page.id
        WHEN 'user' THEN account
        WHEN 'group' THEN team
        ELSE coalesce(first_object.id, first_object.name)
    END AS resource_uid,
    CASE split_part(code, '/', 3)
        WHEN 'repository' THEN repository
        WHEN 'page' THEN page.name
        ELSE first_object.name
    END AS resource_name,
    CASE WHEN split_part(code, '/', 3) IN ('repository', 'project', 'page') THEN project END AS resource_group,
    CASE
        WHEN split_part(code, '/', 3) IN ('personal_access_token', 'access_token', 'ssh_key', 'gpg_key')
            THEN source || ':' || split_part(code, '/', 3) || ':' || token.id
        WHEN split_part(code, '/', 1) = '3002' THEN source || ':account:' || coalesce(aimed, account, author_name)
        WHEN split_part(code, '/', 1) = '3005'
            THEN source || coalesce(':account:' || account, ':group:' || coalesce(team, granted_group))
        WHEN split_part(code, '/', 1) IN ('3001', '3006') THEN source || ':account:' || account
    END AS target,
    CASE split_part(code, '/', 1) WHEN '3006' THEN team WHEN '3005' THEN privilege END AS target_group,
    nullif(trim(split_part(native_source, ',', 1)), '') AS src_ip,
    sought AS query
FROM (
    SELECT
        *,
        CASE
            WHEN act LIKE '%requested' THEN '6003/99/'
            WHEN regexp_matches(act, 'log-?in failed') OR name_key LIKE '%authenticationfail%' THEN '3002/1/user'
            WHEN regexp_matches(act, '^user logged in|^log-?in successful') OR name_key LIKE '%authenticationsuccess%' THEN '3002/1/user'
            WHEN act LIKE 'user logged out%' THEN '3002/2/user'
            WHEN regexp_matches(act, 'access token|ssh (access )?key|gpg key') THEN
                CASE
                    WHEN regexp_matches(act, 'created|added') THEN '3001/1/'
                    WHEN regexp_matches(act, 'deleted|removed|revoked') THEN '3001/6/'
                    ELSE '3001/99/'
                END || CASE
                    WHEN act LIKE '%ssh%' THEN 'ssh_key' WHEN act LIKE '%gpg%' THEN 'gpg_key'
                    WHEN act LIKE '%personal%' THEN 'personal_access_token' ELSE 'access_token'
                END
            WHEN regexp_matches(act, 'password reset|reset.*password') THEN '3001/4/user'
            WHEN regexp_matches(act, 'password (was )?(changed|updated|set)') OR regexp_matches(name_key, 'password\.?chang') THEN '3001/3/user'
            WHEN regexp_matches(act, 'user .*added to .*group|group membership added')
                OR regexp_matches(name_key, 'added\.to\.group|group\.membership\.added|groupmembershipscreated') THEN '3006/3/group'
            WHEN regexp_matches(act, 'user .*removed from .*group|group membership removed')
                OR regexp_matches(name_key, 'removed\.from\.group|group\.membership\.removed|groupmembershipsdeleted') THEN '3006/4/group'
            WHEN act = 'group created' THEN '3006/6/group'
            WHEN act IN ('group deleted', 'group removed') THEN '3006/5/group'
            WHEN act = 'user created' THEN '3001/1/user'
            WHEN act IN ('user deleted', 'user removed') THEN '3001/6/user'
            WHEN regexp_matches(act, '^user (deactivated|disabled)') OR (act LIKE 'user%' AND activity = 'inactive') THEN '3001/5/user'
            WHEN regexp_matches(act, '^user (activated|reactivated|enabled)') OR (act LIKE 'user%' AND activity = 'active') THEN '3001/2/user'
            WHEN regexp_matches(act, '^user(''s)? .*(updated|renamed|changed|modified)') THEN '3001/99/user'
            WHEN regexp_matches(act, 'permissions? (was )?(added|granted|assigned)') THEN '3005/1/permission'
            WHEN regexp_matches(act, 'permissions? (was )?(removed|revoked|deleted)') THEN '3005/2/permission'
            WHEN act LIKE '%script%' THEN '3004/' || entity_verb || '/script'
            WHEN regexp_matches(act, '^(plugin|app|add-?on)s?\b') OR name_key LIKE '%plugin.%' THEN '3004/' || entity_verb || '/plugin'
            WHEN repository IS NOT NULL OR act LIKE 'repository %' THEN '6001/' || verb || '/repository'
            WHEN page IS NOT NULL THEN '6001/' || verb || '/page'
            WHEN auditType.area = 'END_USER_ACTIVITY' AND act LIKE '%search%' THEN '6001/5/page'
            WHEN project IS NOT NULL THEN '6001/' || verb || '/project'
            WHEN auditType.area = 'END_USER_ACTIVITY' OR act LIKE '%data export triggered%' THEN '6001/' || verb || '/'
            ELSE '6003/' || CASE WHEN verb IN ('5', '7') THEN '2' ELSE verb END || '/' || coalesce(lower(first_object.type), '')
        END AS code
    FROM (
        SELECT
            *,
            lower(auditType.action) AS act,
            lower(coalesce(auditType.actionI18nKey, '')) AS name_key,
            CASE WHEN author.id NOT LIKE '-%' AND author.name <> '' THEN author.name END AS author_name,
            affectedObjects[1] AS first_object,
            list_filter(affectedObjects, LAMBDA o: upper(o.type) IN ('PAGE', 'BLOG', 'BLOGPOST', 'BLOG POST', 'CONTENT'))[1] AS page,
            list_filter(affectedObjects, LAMBDA o: upper(o.type) LIKE '%TOKEN%' OR upper(o.type) LIKE '%KEY')[1] AS token,
            list_filter(affectedObjects, LAMBDA o: upper(o.type) = 'GROUP')[1].name AS team,
            list_filter(affectedObjects, LAMBDA o: upper(o.type) = 'REPOSITORY')[1].name AS repository,
            list_filter(affectedObjects, LAMBDA o: upper(o.type) IN ('PROJECT', 'SPACE'))[1].name AS project,
            coalesce(
                list_filter(changedValues, LAMBDA c: lower(c.key) = 'username' AND c.to <> '')[1].to,
                list_filter(affectedObjects, LAMBDA o: upper(o.type) = 'USER' AND o.name <> 'Anonymous')[1].name
            ) AS account,
            lower(list_filter(changedValues, LAMBDA c: lower(c.key) LIKE 'active%')[1].to) AS activity,
            list_filter(changedValues, LAMBDA c: lower(c.key) = 'group')[1].to AS granted_group,
            coalesce(
                list_filter(extraAttributes, LAMBDA e: lower(e.name) = 'permission')[1].value,
                list_filter(changedValues, LAMBDA c: lower(c.key) = 'permission')[1].to,
                list_filter(changedValues, LAMBDA c: lower(c.key) = 'type')[1].to
            ) AS privilege,
            list_filter(extraAttributes, LAMBDA e: e.name = 'target' AND e.value <> '')[1].value AS aimed,
            nullif(list_filter(extraAttributes, LAMBDA e: lower(e.name) IN ('query', 'search query', 'search term'))[1].value, '') AS sought,
            CASE
                WHEN regexp_matches(lower(auditType.action), 'accessed|viewed|\bread\b|downloaded') THEN '2'
                WHEN regexp_matches(lower(auditType.action), 'export') THEN '7'
                WHEN regexp_matches(lower(auditType.action), 'search performed|searched') THEN '5'
                WHEN regexp_matches(lower(auditType.action), 'deleted|removed|trashed|purged') THEN '4'
                WHEN regexp_matches(lower(auditType.action), 'created|added|import|copied') THEN '1'
                ELSE '3'
            END AS verb,
            CASE
                WHEN regexp_matches(lower(auditType.action), 'uninstalled|deleted|removed') THEN '4'
                WHEN regexp_matches(lower(auditType.action), 'installed|created|added|uploaded|executed') THEN '1'
                ELSE '3'
            END AS entity_verb
        FROM native
    )
)
