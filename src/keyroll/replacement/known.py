"""Reads static credentials and the platforms of their consumers from the inventory."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keyroll.addresses import cidr
from keyroll.model.text import printable
from keyroll.model.truth import Answer, Truth
from keyroll.providers.contracts.replace import Platform
from keyroll.store.relations import build, load
from keyroll.store.session import Session

#: The platform of the consumer that reads a copy, by the provider of the place and the kind of place (empty: any).
_BY_PLACE: Final = (
    ("github", "ci_variable", Platform.GITHUB_ACTIONS),
    ("github", "ci_definition", Platform.GITHUB_ACTIONS),
    ("gitlab", "ci_variable", Platform.GITLAB_CI),
    ("gitlab", "ci_definition", Platform.GITLAB_CI),
    ("kubernetes", "", Platform.KUBERNETES),
    ("openbao", "vault_path", Platform.VAULT),
)


@dataclass(frozen=True, slots=True)
class SeenConsumer:
    """A consumer as the inventory shows it; ``platform`` is None if it is not known."""

    says: str
    platform: Platform | None = None
    last_used: datetime | None = None


@dataclass(frozen=True, slots=True)
class Static:
    """A credential of the inventory with its lifetime and its consumers."""

    identifier: str
    name: str
    provider: str
    source: str
    kind: str
    kind_title: str
    owner: str
    short_lived: Truth
    consumers: tuple[SeenConsumer, ...] = ()


def statics(session: Session, selector: str, *, ids: Sequence[str] | None = None) -> tuple[Static, ...]:
    """Return the live credentials whose id or name matches a pattern and that are not known to be short-lived.

    With ``ids``, return the credentials of these ids instead, in any state.
    """
    build(session, "replaceable")
    rows = session.rows(
        "SELECT * FROM replaceable WHERE (id GLOB $pattern OR name GLOB $pattern) AND CASE WHEN $ids IS NULL "
        "THEN live AND short_lived <> 'yes' ELSE list_contains($ids, id) END ORDER BY id",
        {"pattern": printable(selector) or "*", "ids": None if ids is None else list(ids)},
    )
    seen = _consumers(session, [str(row["id"]) for row in rows])
    return tuple(
        Static(
            str(row["id"]),
            str(row["name"]),
            str(row["provider"]),
            str(row["source"]),
            str(row["kind"]),
            str(row["kind_title"] or row["kind"]),
            str(row["owner"] or ""),
            Truth(Answer(str(row["short_lived"])), str(row["short_lived_because"])),
            tuple(seen[str(row["id"])]),
        )
        for row in rows
    )


def sources(session: Session) -> frozenset[str]:
    """Return the providers of which a listing or a log was read."""
    rows = session.tuples("SELECT source FROM reads UNION SELECT source FROM log_windows")
    return frozenset(str(source).partition("@")[0] for (source,) in rows)


def _consumers(session: Session, ids: Sequence[str]) -> dict[str, list[SeenConsumer]]:
    load(session, "replaced_credentials", {"id": list(ids)})
    build(session, "places_of_replaced", "users_of_replaced")
    found: dict[str, list[SeenConsumer]] = defaultdict(list)
    for one, kind, provider, place in session.tuples(
        "SELECT id, kind, provider, place FROM places_of_replaced ORDER BY ALL"
    ):
        found[str(one)].append(SeenConsumer(f"reads {place}", _platform(str(provider), str(kind))))
    for one, network, client, last in session.tuples(
        "SELECT id, network, client, last_used FROM users_of_replaced ORDER BY id, last_used DESC"
    ):
        says = f"{client or 'a program'} at {cidr(network)}"
        found[str(one)].append(SeenConsumer(says, None, last if isinstance(last, datetime) else None))
    return found


def _platform(provider: str, kind: str) -> Platform | None:
    fits = (platform for name, place, platform in _BY_PLACE if name == provider and place in ("", kind))
    return next(fits, None)
