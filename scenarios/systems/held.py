"""A machine's credential in the words of the writers, which the larger replay has too."""

from collections.abc import Sequence

from keyroll.replay.estate import ACTIVE, GONE, Credential, Kind, Principal
from keyroll.replay.times import DAY
from scenarios.machine import Machine


def held(
    one: Machine, kind: Kind, source: str, owner: str, *, title: str = "", ms: int = 0, mail: str = "",
    policies: tuple[str, ...] = ("Read",), serial: str = "",
) -> Credential:  # fmt: skip
    """The credential of a machine; ``owner`` is the native id of what it belongs to, ``title`` that one's name."""
    name = title or one.name
    made = max(one.created, ms - 400 * DAY)
    principal = Principal(source, name, owner, name, mail, made, policies=policies)
    states = [(one.created, ACTIVE), (one.ended, GONE)]
    return Credential(kind, source, one.name, one.key, principal, made, states, serial)


def owned(found: Sequence[Credential]) -> list[tuple[Principal, list[Credential]]]:
    """Each owner once, with its credentials."""
    owners: dict[str, tuple[Principal, list[Credential]]] = {}
    for one in found:
        owners.setdefault(one.principal.name, (one.principal, []))[1].append(one)
    return list(owners.values())
