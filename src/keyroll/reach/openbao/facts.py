"""The needs of techniques for a token's policies: capabilities on paths, with the accounts and roles concerned.

A need has the form ``create|update on auth/{userpass}/users/{account} of``: one of the capabilities on a path.
``{own}`` is a policy of the token, ``{new}`` an unused name, ``{userpass}`` and ``{approle}`` are mounts of such
methods, ``{account}`` and ``{role}`` are listed names there. With ``of`` the target is the account or role, else
everything. ``any policy`` holds for each policy of the server but root, which no sign-in gives.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from keyroll.model.truth import Answer, Truth
from keyroll.reach.escalations import EVERYTHING
from keyroll.reach.openbao.policy import ROOT, Policies

ANY_POLICY: Final = "any policy"
_NEW: Final = "a-name-that-nothing-has"


@dataclass(frozen=True, slots=True)
class OpenBaoServer:
    """The names of a server for paths: mounts by type, accounts as mount and name, roles, policies.

    ``mounts_listed``: all auth methods are known; ``policies`` are the ids by name.
    """

    mounts: Mapping[str, tuple[str, ...]]
    mounts_listed: bool
    accounts: Mapping[tuple[str, str], str]
    roles: Mapping[str, str]
    policies: Mapping[str, str]

    def paths(self, pattern: str, own: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """Yield the paths of a pattern, each with the id of the account or role in it."""
        pattern = pattern.replace("{new}", _NEW)
        if "{own}" in pattern:
            yield from ((pattern.replace("{own}", one), EVERYTHING) for one in own)
        elif "{account}" in pattern:
            for (mount, name), identifier in self.accounts.items():
                yield pattern.replace("{userpass}", mount).replace("{account}", name), identifier
        elif "{role}" in pattern:
            for mount in self.mounts.get("approle", ()):
                for name, identifier in self.roles.items():
                    yield pattern.replace("{approle}", mount).replace("{role}", name), identifier
        elif "{userpass}" in pattern or "{approle}" in pattern:
            kind = "userpass" if "{userpass}" in pattern else "approle"
            yield from ((pattern.replace(f"{{{kind}}}", one), EVERYTHING) for one in self.mounts.get(kind, ()))
        else:
            yield pattern, EVERYTHING


@dataclass(slots=True)
class Found:
    """The certain facts, the possible facts, and the reasons for doubt of the latter."""

    certain: dict[str, frozenset[str]]
    possible: dict[str, frozenset[str]]
    because: dict[str, str]


def facts(policies: Policies, server: OpenBaoServer, needs: frozenset[str]) -> Found:
    """Return the satisfied needs with their targets."""
    own = tuple(one.name for one in policies.policies if one.name != ROOT)
    found = Found({}, {}, {})
    for need in needs:
        if need == ANY_POLICY:
            given = frozenset(identifier for name, identifier in server.policies.items() if name != ROOT)
            found.certain[need] = found.possible[need] = given
            continue
        words, _, pattern = need.partition(" on ")
        about = pattern.endswith(" of")
        unsure = Truth.yes()
        if not server.mounts_listed and ("{userpass}" in pattern or "{approle}" in pattern):
            unsure = Truth.unknown("the auth methods were not listed")
        sure, maybe = set(), set()
        for path, target in server.paths(pattern.removesuffix(" of"), own):
            truth = _any(policies, words.split("|"), path) & unsure
            if truth.answer is not Answer.NO:
                maybe.add(target if about else EVERYTHING)
                found.because.setdefault(need, truth.because)
            if truth.answer is Answer.YES:
                sure.add(target if about else EVERYTHING)
        found.certain[need], found.possible[need] = frozenset(sure), frozenset(maybe)
    return found


def _any(policies: Policies, capabilities: list[str], path: str) -> Truth:
    truth = Truth.no()
    for one in capabilities:
        truth = truth | policies.may(one, path)
    return truth
