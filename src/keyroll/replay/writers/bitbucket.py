"""Bitbucket's native formats: access log, audit records, users and project access tokens."""

from collections.abc import Iterator, Sequence
from zlib import crc32

import orjson

from keyroll.replay.folder import GIT, GIT_AUDIT, LogFiles, Record
from keyroll.replay.times import DAY, MINUTE, comma
from keyroll.replay.writers.atlassian import ANONYMOUS, Author, Kindred, record

HOST = "https://git.northwind.example"
LABS, LABS_HOST = "bitbucket@labs", "https://git-labs.northwind.example"
NODE = "8c2f5e0a-4f3e-4a57-9d55-0d5b3d6f2a11"
_AUTH = ("SECURITY", "Authentication", "bitbucket.service.audit.category.authentication")
_USERS = ("USER_MANAGEMENT", "Users and groups", "bitbucket.service.audit.category.usersandgroups")
_REPOS = ("END_USER_ACTIVITY", "Repositories", "bitbucket.service.audit.category.repositories")
_TOKENS = ("SECURITY", "Access tokens", "bitbucket.service.audit.category.accesstokens")
_I18N = "bitbucket.service."
LOGGED_IN = Kindred("User logged in", f"{_I18N}user.audit.action.authenticationsuccess", *_AUTH, "FULL")
LOGIN_FAILED = Kindred("User login failed", f"{_I18N}user.audit.action.authenticationfailure", *_AUTH)
ACCESSED = Kindred("Repository accessed by user", f"{_I18N}repository.audit.action.repositoryaccessed", *_REPOS)
MEMBER_ADDED = Kindred("User added to user group", f"{_I18N}user.audit.action.groupmembershipscreated.user", *_USERS)
USER_CREATED = Kindred("User created", f"{_I18N}user.audit.action.usercreated", *_USERS)
PASSWORD_CHANGED = Kindred("User password changed", f"{_I18N}user.audit.action.userpasswordchanged", *_USERS)
USER_DEACTIVATED = Kindred("User deactivated", f"{_I18N}user.audit.action.userdeactivated", *_USERS)
USER_ACTIVATED = Kindred("User activated", f"{_I18N}user.audit.action.useractivated", *_USERS)
USER_DELETED = Kindred("User deleted", f"{_I18N}user.audit.action.userdeleted", *_USERS)
TOKEN_CREATED = Kindred("Access token created", f"{_I18N}accesstokens.audit.action.created", *_TOKENS)
TOKEN_DELETED = Kindred("Access token deleted", f"{_I18N}accesstokens.audit.action.deleted", *_TOKENS)
_TARGET = "bitbucket.audit.attribute.legacy.target"

User = tuple[str, str, bool, str, int, int]
"""Name, mail, active, display name, id, last authentication in milliseconds (0 is never)."""


def _request_id(ms: int, user: str, what: str) -> str:
    """The id of a request: node, minute of the day, count, concurrent requests.

    The count comes from the request itself. An additional request therefore does not change the ids of the others.
    """
    return f"1NW7QC3x{ms % DAY // MINUTE}x{crc32(f'{ms}{user}{what}'.encode())}x{ms % 1000}"


def _log(log: LogFiles, source: str) -> LogFiles:
    """A log in one of the company's instances."""
    return log if source == log.source else LogFiles(source, log.name, log.pattern)


def _pair(
    ms: int, took: int, address: str, via: str, mark: str, user: str, what: str, tail: str, source: str
) -> tuple[Record, Record]:
    """Return the two lines of one request: its arrival and its completion."""
    log, end = _log(GIT, source), ms + took
    return (
        (log, ms, f"{address} | {via} | i{mark} | {user} | {comma(ms)} | {what} | - | - | - | - | - | - |"),
        (log, end, f"{address} | {via} | o{mark} | {user} | {comma(end)} | {what} | {tail} | {took} | - |"),
    )


def request(
    ms: int, address: str, user: str, what: str, status: int, size: int, took: int, agent: str, labels: str = "-",
    source: str = GIT.source,
) -> tuple[Record, Record]:  # fmt: skip
    """Return the two lines of one request."""
    rest, mark = f'"{what} HTTP/1.1" | "" "{agent}"', f"@{_request_id(ms, user, what)}"
    return _pair(ms, took, address, "https", mark, user, rest, f"{status} | 0 | {size} | {labels}", source)


def ssh(
    ms: int, address: str, user: str, path: str, size: int, took: int, number: int, kind: str,
    source: str = GIT.source,
) -> tuple[Record, Record]:  # fmt: skip
    """The two lines of a fetch or clone over SSH."""
    what, mark = f"SSH - git-upload-pack '/{path}.git' | \"SSH-2.0-OpenSSH_9.3\"", f"*{_request_id(ms, user, path)}"
    return _pair(ms, took, address, "ssh", mark, user, what, f"0 | 112 | {size} | {kind}, ssh:id:{number}", source)


def audit(
    ms: int, kindred: Kindred, author: Author | None, address: str, target: str,
    objects: tuple[tuple[str, str, str], ...] = (), extra: tuple[tuple[str, str, str], ...] = (),
    method: str = "Browser", host: str = HOST,
) -> Record:  # fmt: skip
    """One audit record about a target."""
    attributes = (*extra, ("target", _TARGET, target))
    line = record(
        ms, kindred, author or ANONYMOUS, address, objects, system=host, extra=attributes, method=method, node=NODE
    )
    return GIT_AUDIT, ms, line


def accessed(
    ms: int, author: Author, address: str, number: int, project: str, slug: str, source: str = GIT_AUDIT.source
) -> Record:
    """Return the audit record of a repository that somebody viewed."""
    line = (
        f'{{"affectedObjects":[{{"id":"{len(project) * 7 + 11}","name":"{project}","type":"PROJECT"}},'
        f'{{"id":"{number}","name":"{slug}","type":"REPOSITORY"}}],"auditType":{{"action":"{ACCESSED.action}",'
        f'"actionI18nKey":"{ACCESSED.key}","area":"{ACCESSED.area}","category":"{ACCESSED.category}",'
        f'"categoryI18nKey":"{ACCESSED.category_key}","level":"BASE"}},"author":{{"id":"{author.id}",'
        f'"name":"{author.name}","type":"{author.type}"}},"changedValues":[],"extraAttributes":[{{"name":"target",'
        f'"nameI18nKey":"{_TARGET}","value":"{project}/{slug}"}}],"method":"Browser","node":"{NODE}",'
        f'"source":"{address}","system":"{HOST}","timestamp":{{"epochSecond":{ms // 1000},'
        f'"nano":{ms % 1000 * 1_000_000}}},"version":"1.0"}}'
    )
    return _log(GIT_AUDIT, source), ms, line


def login(ms: int, kindred: Kindred, author: Author | None, address: str, name: str) -> Record:
    """Return the audit record of a log-in by name and password, accepted or refused."""
    method = ("Authentication method", f"{_I18N}user.audit.attribute.authentication.authmethod", "basic")
    return audit(ms, kindred, author, address, name, (), (method,))


def _page(values: list[object], start: int, limit: int, *, last: bool) -> bytes:
    following = None if last else start + limit
    return orjson.dumps({
        "size": len(values), "limit": limit, "isLastPage": last, "values": values, "start": start,
        "nextPageStart": following,
    })  # fmt: skip


def users(found: Sequence[User], host: str = HOST, *, more: bool = False) -> Iterator[bytes]:
    """Return pages of the users as an administrator sees them; `more` means that other users follow."""
    for start in range(0, max(len(found), 1), 100):
        values: list[object] = []
        for name, mail, active, display, number, seen in found[start : start + 100]:
            one: dict[str, object] = {
                "name": name, "emailAddress": mail, "active": active, "displayName": display, "id": number,
                "slug": name, "type": "NORMAL", "directoryName": "Bitbucket Internal Directory", "deletable": True,
                "mutableDetails": True, "mutableGroups": True,
                "links": {"self": [{"href": f"{host}/users/{name}"}]},
            }  # fmt: skip
            if seen:
                one["lastAuthenticationTimestamp"] = seen
            values.append(one)
        yield _page(values, start, 100, last=start + 100 >= len(found) and not more)


def access_tokens(projects: Sequence[Sequence[tuple[str, str, int]]]) -> Iterator[bytes]:
    """Pages of the access tokens of each project: id, name, created."""
    for tokens in projects:
        for start in range(0, max(len(tokens), 1), 25):
            values: list[object] = [
                {"createdDate": created, "id": id_, "name": name} for id_, name, created in tokens[start : start + 25]
            ]
            yield _page(values, start, 25, last=start + 25 >= len(tokens))
