"""The audit record that Jira, Confluence and Bitbucket Data Center share."""

from dataclasses import dataclass

import orjson

from keyroll.replay.times import SECOND


@dataclass(frozen=True, slots=True)
class Kindred:
    """The names of an audit action: its text, key, area, category and the category's key."""

    action: str
    key: str
    area: str
    category: str
    category_key: str
    level: str = "BASE"


@dataclass(frozen=True, slots=True)
class Author:
    """The author of an audit record."""

    id: str
    name: str
    type: str = "user"


ANONYMOUS = Author("-2", "Anonymous")


def record(
    ms: int, kindred: Kindred, author: Author, source: str, objects: tuple[tuple[str, str, str], ...], *, system: str,
    changed: tuple[tuple[str, str, str, str], ...] = (), extra: tuple[tuple[str, str, str], ...] = (),
    method: str = "Browser", node: str = "",
) -> str:  # fmt: skip
    """One audit record; objects are (id, name, type), changes (key, i18n key, from, to)."""
    found: dict[str, object] = {
        "affectedObjects": [
            {"id": id_, "name": name, "type": kind} if id_ else {"name": name, "type": kind}
            for id_, name, kind in objects
        ],
        "auditType": {
            "action": kindred.action, "actionI18nKey": kindred.key, "area": kindred.area,
            "category": kindred.category, "categoryI18nKey": kindred.category_key, "level": kindred.level,
        },
        "author": {"id": author.id, "name": author.name, "type": author.type},
        "changedValues": [
            {"from": old, "i18nKey": key, "key": name, "to": new} if old else {"i18nKey": key, "key": name, "to": new}
            for name, key, old, new in changed
        ],
        "extraAttributes": [{"name": name, "nameI18nKey": key, "value": value} for name, key, value in extra],
        "method": method,
    }  # fmt: skip
    if node:
        found["node"] = node
    found |= {
        "source": source,
        "system": system,
        "timestamp": {"epochSecond": ms // SECOND, "nano": ms % SECOND * 1_000_000},
        "version": "1.0",
    }
    return orjson.dumps(found).decode()
