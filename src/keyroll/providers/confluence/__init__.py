"""Confluence Data Center: linked applications and plugins, audit log and access log. Its accounts are in Jira.

Facts, with the vendor's page where one is known:

- With Jira (or Crowd) as user directory Confluence keeps no own passwords; accounts have the same names there. This
  provider therefore lists no accounts and declares ``delegates_to``.
- Personal access tokens exist since 7.9. A page of the Data Center version shows all tokens to administrators, but no
  REST call lists them ("Using Personal Access Tokens", confluence.atlassian.com/enterprise 1026032365): **unlistable**
  here.
- Application links and installed plugins: see ``_atlassian_extensions``. Members of ``confluence-administrators`` may
  see them (from memory: re-check).
- Page views and searches are audited only above the default coverage level ("Audit Log Events in Confluence"); the
  access log, on by default since 7.11, always shows them ("Configure access logs", conf720 1168862375).
- Propagation window: directories are cached. A changed password is checked against Jira at each log-in, while a change
  of a group or a deactivation takes effect at the next synchronisation, 60 minutes by default (*Synchronisation
  Interval*, confluence.atlassian.com/x/zYU4Dw, read 2026-11-29).
  Five minutes are assumed for the password, which a rotation changes.
"""

from datetime import timedelta

from keyroll.providers._atlassian import TOKENS_UNLISTABLE
from keyroll.providers._atlassian_extensions import KINDS, RUNS_SCRIPTS
from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, PrincipalIdentifier, PrivilegeReads, Provider

PROVIDER = Provider(
    name="confluence",
    title="Confluence Data Center",
    kinds=(
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
        LeastScope(
            "Confluence administrator (global permission)",
            "to list permissions of spaces, application links and plugins",
        ),
    ),
    window=timedelta(minutes=5),
    delegates_to=("jira",),
    powers=Powers(administers=RUNS_SCRIPTS, lesser=r"space:.*"),
    reads=(PrivilegeReads(("wiki_page",)),),
    principals=(PrincipalIdentifier("account"), PrincipalIdentifier("group")),
    code_resources=("plugin",),
)
