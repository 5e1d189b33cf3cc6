"""A machine's credential in the words of the writers, which the larger replay has too."""

from collections.abc import Sequence

from keyroll.replay.estate import ACTIVE, GONE, Credential, PlayedKind, Principal
from keyroll.replay.times import DAY
from scenarios.machine import Machine


def held(
    machine: Machine, kind: PlayedKind, source: str, owner: str, *, ms: int = 0, policies: tuple[str, ...] = ("Read",),
    serial: str = "",
) -> Credential:  # fmt: skip
    """The credential of a machine; ``owner`` is the native id of what it belongs to."""
    name, made = machine.name, max(machine.created, ms - 400 * DAY)
    principal = Principal(source, name, owner, name, "", made, policies=policies)
    states = [(machine.created, ACTIVE), (machine.ended, GONE)]
    return Credential(kind, source, name, machine.key, principal, made, states, serial)


def owned(credentials: Sequence[Credential]) -> list[tuple[Principal, list[Credential]]]:
    """Each owner once, with its credentials."""
    owners: dict[str, tuple[Principal, list[Credential]]] = {}
    for credential in credentials:
        owners.setdefault(credential.principal.name, (credential.principal, []))[1].append(credential)
    return list(owners.values())
