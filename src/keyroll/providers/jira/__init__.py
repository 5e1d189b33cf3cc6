"""Jira Data Center: accounts and their passwords, group members, audit log, access log.

Facts, with the vendor's page where one is known:

- ``GET /rest/api/2/user/search`` lists users (until Jira 9 in pages of up to 1000, since Jira 10 at most 100 of them),
  ``GET /rest/api/2/user/list`` all of them (10.3 LTS and since 11.0): see ``connection``. Neither has data on
  passwords: neither the last change nor the last sign-in (from memory: re-check).
- ``GET /rest/api/2/group/member`` gives 50 a page (two public clients, PowerJira and JiraPS, read 2026-11-29); that
  it needs an administrator is from memory: re-check.
- Personal access tokens exist since 8.14. A page of the Data Center version shows all tokens to administrators, but no
  REST call lists them ("Using Personal Access Tokens", confluence.atlassian.com/enterprise 1026032365): **unlistable**
  here.
- Application links and installed plugins: see ``_atlassian_extensions``.
- The access log's pattern is on "Log format" (adminjiraserver 940696477): the search words of a POST are in its body
  and so not in the log, and no field names the token that was used.
- The vendor advises OAuth or tokens over the password of an account ("Basic authentication",
  developer.atlassian.com/server/jira, read 2026-11). Global permissions define which groups are administrators. They
  are not read: the default groups are recognised by name, others by a word in their name (from memory: re-check).
- Propagation window: a changed password takes effect at once on the node that changed it. Other nodes of a cluster
  cache for minutes (from memory: re-check), an external directory is synchronised every 60 minutes by default
  (*Synchronisation Interval*, confluence.atlassian.com/x/zYU4Dw, read 2026-11-29). Five minutes are assumed.
"""

from datetime import timedelta

from keyroll.providers._atlassian import ACCOUNT, TOKENS_UNLISTABLE
from keyroll.providers._atlassian_extensions import KINDS, RUNS_SCRIPTS
from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, PrincipalIdentifier, PrivilegeReads, Provider

PROVIDER = Provider(
    name="jira",
    title="Jira Data Center",
    kinds=(
        ACCOUNT,
        Kind(
            "personal_access_token",
            "personal access token",
            "personal_access_token",
            unlistable_because=TOKENS_UNLISTABLE,
            material="token",
        ),
        *KINDS,
    ),
    scopes=(
        LeastScope("Browse users (global permission)", "to list accounts with /rest/api/2/user/search"),
        LeastScope(
            "Jira administrators (global permission)",
            "to list group members, permission schemes and roles of projects, application links and plugins",
        ),
    ),
    window=timedelta(minutes=5),
    powers=Powers(
        administers=rf"group:(.*[^a-z])?(admins?|administrators?)([^a-z].*)?|{RUNS_SCRIPTS}",
        lesser=r"group:(jira-(software|servicedesk|core)-users|jira-users|confluence-users|bitbucket-users)|project:.*"
        r"|project_role:.*",
    ),
    reads=(PrivilegeReads(("ticket",)),),
    principals=(PrincipalIdentifier("account"), PrincipalIdentifier("group")),
    code_resources=(
        "plugin",
        "script",
    ),
)
