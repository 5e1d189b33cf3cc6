"""The ends of accounts, credentials, memberships, grants, code and hosts, by logs and listings."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from keyroll.detection.stories.creations import Creation, CreationKind
from keyroll.detection.stories.hosts import gone_hosts, host_of
from keyroll.store.relations import build, give
from keyroll.store.session import Session, Value

#: The times at which something ended (true) or began again (false), in order.
States = list[tuple[datetime, bool]]


@dataclass(frozen=True, slots=True)
class Ends:
    """What logs and listings show of the end, and the new beginning, of accounts, memberships, grants and code."""

    accounts: Mapping[str, States] = field(default_factory=dict)
    relations: Mapping[tuple[str, str], States] = field(default_factory=dict)
    #: The times at which the password of an account was reset, and by whom.
    settings: Mapping[str, Sequence[tuple[datetime, str]]] = field(default_factory=dict)

    def of(self, creation: Creation, intruders: Collection[str] = ()) -> datetime | None:
        """Return the time since which a creation is known to be gone, or None.

        A password that was set is gone if somebody else sets it again: neither the account nor one of ``intruders``.
        """
        ends = [self.account(creation.identifier, creation.at)]
        if creation.kind is CreationKind.CREDENTIAL:
            own = {creation.maker, creation.identifier, *intruders}
            later = [at for at, by in self.settings.get(creation.identifier, ()) if at > creation.at and by not in own]
            ends.append(min(later, default=None))
        if creation.kind in (CreationKind.MEMBER, CreationKind.GRANT):
            ends.append(_ended(self.relations.get((creation.identifier, creation.detail), ()), creation.at))
        return min((at for at in ends if at is not None), default=None)

    def account(self, identifier: str, after: datetime) -> datetime | None:
        """Return the time since which an account, a credential or code is known to be gone; None if it came back."""
        return _ended(self.accounts.get(identifier, ()), after)


def ends_of(session: Session, identifiers: Iterable[str]) -> Ends:
    """Return the ends of some identifiers. Accepted use shows life; listings show that a host is gone."""
    wanted = sorted(set(identifiers))
    hosts = {identifier: host for identifier in wanted if (host := host_of(identifier))}
    gone = gone_hosts(session, hosts.values())
    session.load_columns("sought_identifiers", {"id": "VARCHAR"}, {"id": wanted})
    give(session, "sought_identifiers")
    build(session, "known_ends", "known_relation_ends", "known_settings")
    settings: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for identifier, at, setter in session.tuples("FROM known_settings ORDER BY ALL"):
        if isinstance(at, datetime):
            settings[str(identifier)].append((at, str(setter)))
    of_relation: dict[tuple[str, str], States] = defaultdict(list)
    for identifier, relation, at, ended in session.tuples("FROM known_relation_ends ORDER BY ALL"):
        _append(of_relation[str(identifier), str(relation)], at, ended)
    of_account: dict[str, States] = defaultdict(list)
    for identifier, at, ended in session.tuples("FROM known_ends ORDER BY ALL"):
        _append(of_account[str(identifier)], at, ended)
    of_account |= {identifier: [(gone[host], True)] for identifier, host in hosts.items() if host in gone}
    return Ends(of_account, of_relation, settings)


def _append(states: States, at: Value, ended: Value) -> None:
    if isinstance(at, datetime):
        states.append((at, bool(ended)))


def _ended(states: Iterable[tuple[datetime, bool]], after: datetime) -> datetime | None:
    """Return the start of the last run of ends after a time, or None if it is alive or came back."""
    since: datetime | None = None
    for at, ended in states:
        if at > after:
            since = (since or at) if ended else None
    return since
