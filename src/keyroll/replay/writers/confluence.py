"""Confluence's native formats: access log and audit records."""

from keyroll.replay.folder import WIKI, WIKI_AUDIT, Record
from keyroll.replay.times import apache
from keyroll.replay.writers.atlassian import Author, Kindred, record

HOST = "https://wiki.northwind.example"
_SPACE = ("LOCAL_CONFIG_AND_ADMINISTRATION", "Permissions", "audit.logging.category.permission")
_GROUP = ("USER_MANAGEMENT", "Users and groups", "audit.logging.category.user.management")
SPACE_PERMISSION = Kindred("Space permission added", "audit.logging.summary.space.permission.added", *_SPACE)
MEMBER_ADDED = Kindred("User added to group", "audit.logging.summary.group.membership.added", *_GROUP)


def access(ms: int, address: str, user: str, request: str, status: int, size: int, took: int, agent: str) -> Record:
    """One line of the access log."""
    line = (
        f"[{apache(ms)}] {user} http-nio-8090-exec-{1 + ms % 48} {address} {request} HTTP/1.1 "
        f"{status} {took}ms {size} - {agent}"
    )
    return WIKI, ms, line


def audit(ms: int, kindred: Kindred, author: Author, address: str, objects: tuple[tuple[str, str, str], ...]) -> Record:
    """One audit record."""
    return WIKI_AUDIT, ms, record(ms, kindred, author, address, objects, system=HOST)
