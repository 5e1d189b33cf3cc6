"""Jira's native formats: access log, audit records, users and group members."""

from collections.abc import Iterator, Sequence
from urllib.parse import quote

import orjson

from keyroll.replay.folder import JIRA, JIRA_AUDIT, Record
from keyroll.replay.times import DAY, MINUTE, apache
from keyroll.replay.writers.atlassian import ANONYMOUS, Author, Kindred, record

HOST = "https://jira.northwind.example"
_USERS = ("USER_MANAGEMENT", "user management", "jira.auditing.category.usermanagement")
_GROUPS = ("USER_MANAGEMENT", "group management", "jira.auditing.category.groupmanagement")
USER_CREATED = Kindred("User created", "jira.auditing.user.created", *_USERS)
USER_UPDATED = Kindred("User updated", "jira.auditing.user.updated", *_USERS)
USER_DELETED = Kindred("User deleted", "jira.auditing.user.deleted", *_USERS)
PASSWORD_CHANGED = Kindred("User's password changed", "jira.auditing.user.password.changed", *_USERS)
ADDED_TO_GROUP = Kindred("User added to group", "jira.auditing.user.added.to.group", *_GROUPS)
PROJECT_UPDATED = Kindred(
    "Project updated", "jira.auditing.project.updated", "LOCAL_CONFIG_AND_ADMINISTRATION", "projects",
    "jira.auditing.category.projects",
)  # fmt: skip
APP_ENABLED = Kindred(
    "Plugin module enabled", "jira.auditing.plugin.module.enabled", "GLOBAL_CONFIG_AND_ADMINISTRATION", "system",
    "jira.auditing.category.system",
)  # fmt: skip
SCRIPT_RUN = Kindred(
    "Script executed", "com.onresolve.scriptrunner.audit.script.executed", "GLOBAL_CONFIG_AND_ADMINISTRATION",
    "ScriptRunner", "com.onresolve.scriptrunner.audit.category",
)  # fmt: skip

User = tuple[str, str, str, str, bool]
"""Key, name, mail, display name, active."""


def access(
    ms: int, address: str, user: str, request: str, status: int, size: int, took: int, agent: str, session: str = "-"
) -> Record:
    """One line of the access log."""
    line = (
        f"{address} {ms % DAY // MINUTE}x{ms // 37 % 10_000_000}x{1 + ms % 5} {user} [{apache(ms)}] "
        f'"{request} HTTP/1.1" {status} {size} {took} "-" "{agent}" "{session}"'
    )
    return JIRA, ms, line


def audit(
    ms: int, kindred: Kindred, author: Author | None, address: str, objects: tuple[tuple[str, str, str], ...],
    changed: tuple[tuple[str, str, str, str], ...] = (), method: str = "Browser",
) -> Record:  # fmt: skip
    """One audit record."""
    return (
        JIRA_AUDIT,
        ms,
        record(ms, kindred, author or ANONYMOUS, address, objects, system=HOST, changed=changed, method=method),
    )


def user_created(ms: int, author: Author, address: str, user: User, method: str = "Browser") -> Record:
    """The audit record of a new user."""
    key, name, mail, display, _ = user
    changed = (
        ("Username", "common.words.username", "", name),
        ("Full name", "common.words.fullname", "", display),
        ("Email", "common.words.email", "", mail),
        ("Active / Inactive", "admin.common.phrases.active.inactive", "", "Active"),
    )
    return audit(ms, USER_CREATED, author, address, ((key, name, "USER"),), changed, method)


def activity(ms: int, author: Author, address: str, user: User, *, active: bool) -> Record:
    """Return the audit record of an account that was switched on or off."""
    words = ("Inactive", "Active") if active else ("Active", "Inactive")
    changed = (("Active / Inactive", "admin.common.phrases.active.inactive", *words),)
    return audit(ms, USER_UPDATED, author, address, ((user[0], user[1], "USER"),), changed)


def user(found: User, host: str = HOST) -> dict[str, object]:
    """A user as the REST API shows it."""
    key, name, mail, display, active = found
    return {
        "self": f"{host}/rest/api/2/user?username={quote(name)}", "key": key, "name": name, "emailAddress": mail,
        "displayName": display, "active": active, "deleted": False, "timeZone": "Etc/UTC", "locale": "en_US",
    }  # fmt: skip


def users(found: Sequence[User], host: str = HOST) -> Iterator[bytes]:
    """Return pages of the user search; another page follows a full one."""
    for start in range(0, len(found) + 1, 1000):
        yield orjson.dumps([user(one, host) for one in found[start : start + 1000]])


def group_members(groups: Sequence[tuple[str, Sequence[User]]]) -> Iterator[bytes]:
    """Pages of the members of each group."""
    for name, members in groups:
        total = len(members)
        for start in range(0, max(total, 1), 50):
            yield orjson.dumps({
                "self": f"{HOST}/rest/api/2/group/member?groupname={quote(name)}&includeInactiveUsers=false"
                f"&startAt={start}&maxResults=50",
                "maxResults": 50, "startAt": start, "total": total, "isLast": start + 50 >= total,
                "values": [user(one) for one in members[start : start + 50]],
            })  # fmt: skip
