"""The permission that a route of GitHub's API, or an action of its audit log, needs.

docs.github.com, *Permissions required for fine-grained personal access tokens* and *for GitHub Apps* (from memory:
re-check; a route that is not here is unknown). Reading needs ``read``, everything else ``write``.
"""

import re
from dataclasses import dataclass
from typing import Final

LEVELS: Final = ("read", "write", "admin")
_REPOSITORY, _ORGANISATION = r"/repos/\{owner\}/\{repo\}", r"/orgs/\{org\}"
#: Permissions by the prefix of a route; the first match counts.
_ROUTES: Final = tuple((re.compile(f"{route}(?:/|$)"), name) for route, name in (
    (rf"{_REPOSITORY}/actions/secrets", "secrets"),
    (rf"{_REPOSITORY}/actions/variables", "actions_variables"),
    (rf"{_REPOSITORY}/actions/(?:runs|workflows|artifacts|jobs|caches|cache)", "actions"),
    (rf"{_REPOSITORY}/actions/(?:runners|permissions)", "administration"),
    (rf"{_REPOSITORY}/(?:check-runs|check-suites)", "checks"),
    (rf"{_REPOSITORY}/(?:contents|commits|branches|git|tarball|zipball|releases|readme|compare|merges)", "contents"),
    (rf"{_REPOSITORY}/(?:issues|labels|milestones|assignees)", "issues"),
    (rf"{_REPOSITORY}/pulls", "pull_requests"),
    (rf"{_REPOSITORY}/(?:statuses)", "statuses"),
    (rf"{_REPOSITORY}/deployments", "deployments"),
    (rf"{_REPOSITORY}/environments", "environments"),
    (rf"{_REPOSITORY}/hooks", "repository_hooks"),
    (rf"{_REPOSITORY}/pages", "pages"),
    (rf"{_REPOSITORY}/(?:keys|collaborators|rulesets|autolinks)", "administration"),
    (rf"{_REPOSITORY}/dependabot/alerts", "vulnerability_alerts"),
    (rf"{_REPOSITORY}/dependabot/secrets", "dependabot_secrets"),
    (rf"{_REPOSITORY}/code-scanning", "security_events"),
    (rf"{_REPOSITORY}/secret-scanning", "secret_scanning_alerts"),
    (rf"{_ORGANISATION}/actions/secrets", "organization_secrets"),
    (rf"{_ORGANISATION}/actions/variables", "organization_actions_variables"),
    (rf"{_ORGANISATION}/actions/runners", "organization_self_hosted_runners"),
    (rf"{_ORGANISATION}/(?:members|memberships|teams|invitations|outside_collaborators)", "members"),
    (rf"{_ORGANISATION}/hooks", "organization_hooks"),
    (rf"{_ORGANISATION}/personal-access-token-requests", "organization_personal_access_token_requests"),
    (rf"{_ORGANISATION}/personal-access-tokens", "organization_personal_access_tokens"),
))  # fmt: skip
#: The repository: reading needs metadata, which every token has; changing needs administration.
_ITSELF: Final = re.compile(_REPOSITORY)
_READING: Final = frozenset({"GET", "HEAD"})
#: Routes that need no permission.
_FREE: Final = re.compile(r"/(?:rate_limit|meta|zen|user|installation/repositories|installation/token)$")
_GIT: Final = {"git.clone": "read", "git.fetch": "read", "git.push": "write"}
#: Events that are delivered to an app: each kind needs a read permission.
OF_EVENTS: Final = {
    "issues": "issues", "issue_comment": "issues", "pull_request": "pull_requests", "push": "contents",
    "pull_request_review": "pull_requests", "check_run": "checks", "check_suite": "checks", "status": "statuses",
    "deployment": "deployments", "workflow_run": "actions", "workflow_job": "actions", "member": "members",
    "release": "contents", "repository": "metadata",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class GithubPermission:
    """A permission with its level."""

    name: str
    level: str

    def within(self, granted: str) -> bool:
        """Return whether a granted level is enough."""
        return granted in LEVELS and LEVELS.index(granted) >= LEVELS.index(self.level)


def permission_for(action: str, method: str, route: str) -> GithubPermission | None:
    """Return the permission that an action or a request needs, with an empty name if none; None: unknown.

    An action that is neither a request nor a Git event needs none: the request that made it is recorded too.
    """
    if action in _GIT:
        return GithubPermission("contents", _GIT[action])
    if action != "api.request":
        return None if action.startswith("git.") else GithubPermission("", "read")
    level = "read" if method.upper() in _READING else "write"
    for pattern, name in _ROUTES:
        if pattern.match(route):
            return GithubPermission(name, level)
    if _ITSELF.fullmatch(route):
        return GithubPermission("metadata" if level == "read" else "administration", level)
    return GithubPermission("", level) if _FREE.match(route) and level == "read" else None
