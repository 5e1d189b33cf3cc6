"""The needs of techniques for a subject of a cluster: allowed requests, with their namespaces.

A need has the form ``VERBS RESOURCES [named NAME] [or named] [everywhere] [for KIND]``, with alternatives separated
by ``|`` and the API group of a resource after a dot (``clusterroles.rbac.authorization.k8s.io``). ``everywhere``: a
rule in one namespace is not enough. ``or named``: a rule with names is enough for a verb on an existing object,
because any object will do; such a rule never allows ``create`` (kubernetes.io, *Using RBAC Authorization*, "Referring
to resources", from memory: re-check). ``for KIND``: the targets are a node per namespace (``accounts:shop``), all of
them (``accounts:*``), or, by a rule with names, the named objects (``account:shop/ci``). ``{own}`` is a role of the
cluster that the subject has.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from keyroll.reach.escalations import EVERYTHING
from keyroll.reach.kubernetes.rules import KubernetesRule, SubjectRules

_NEED: Final = re.compile(
    r"(?P<verbs>\S+) (?P<resources>\S+)(?: named (?P<name>\S+))?(?P<or_named> or named)?(?P<everywhere> everywhere)?"
    r"(?: for (?P<kind>\w+))?"
)
#: The kind of the node of one object of a namespace.
ONE_OF: Final = {"accounts": "account", "secrets": "secret", "users": "user"}
#: The resource whose names are the names of the kind.
_NAMED_BY: Final = {"accounts": "serviceaccounts", "secrets": "secrets", "users": "users"}


@dataclass(frozen=True, slots=True)
class KubernetesNeed:
    """One parsed need."""

    verbs: tuple[str, ...]
    resources: tuple[tuple[str, str], ...]
    name: str
    everywhere: bool
    kind: str
    or_named: bool = False

    @classmethod
    def of(cls, text: str) -> "KubernetesNeed":
        """Parse a need. Raises ValueError."""
        found = _NEED.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is no need of Kubernetes")
        resources = tuple(
            (group, one) for one, _, group in (each.partition(".") for each in found["resources"].split("|"))
        )
        return cls(
            tuple(found["verbs"].split("|")),
            resources,
            found["name"] or "",
            bool(found["everywhere"]),
            found["kind"] or "",
            bool(found["or_named"]),
        )

    @property
    def names_are_targets(self) -> bool:
        """Whether the names of a rule are names of the target: of a secret or an account, not of a pod."""
        return self.kind in ONE_OF and all(one.startswith(_NAMED_BY[self.kind]) for _, one in self.resources)

    def asks(self, rule: KubernetesRule) -> bool:
        """Return whether a rule matches the need, whatever names the rule has."""
        return any(rule.is_about(verb, group, resource) for verb in self.verbs for group, resource in self.resources)

    def asks_of_existing(self, rule: KubernetesRule) -> bool:
        """Return whether a rule with names matches the need for some existing object."""
        return self.or_named and replace(self, verbs=tuple(one for one in self.verbs if one != "create")).asks(rule)


def facts(
    given: SubjectRules, roles: Mapping[str, frozenset[str]], namespaces: frozenset[str], need: str
) -> frozenset[str]:
    """Return the targets of a need. ``roles`` are the names for ``{own}`` and ``{tops}`` of a need."""
    return frozenset(_held(given, roles, namespaces, KubernetesNeed.of(need)))


def _held(
    given: SubjectRules, roles: Mapping[str, frozenset[str]], namespaces: frozenset[str], need: KubernetesNeed
) -> Iterator[str]:
    names = roles.get(need.name, {need.name} - {""})
    for where, rule in given.rules:
        if (where and (need.everywhere or need.kind == "users")) or not need.asks(rule):
            continue
        if (
            (need.name and names and (not rule.names or rule.names & names))
            or (not need.name and not rule.names)
            or need.asks_of_existing(rule)
        ):
            yield from _places(where, namespaces, need)
        elif not need.name and need.names_are_targets:
            yield from _named(where, namespaces, need, rule)


def _places(where: str, namespaces: frozenset[str], need: KubernetesNeed) -> Iterator[str]:
    if not need.kind:
        yield EVERYTHING
    elif where:
        yield f"{need.kind}:{where}"
    else:
        yield f"{need.kind}:*"
        yield from (f"{need.kind}:{one}" for one in sorted(namespaces))


def _named(where: str, namespaces: frozenset[str], need: KubernetesNeed, rule: KubernetesRule) -> Iterator[str]:
    for name in sorted(rule.names):
        if need.kind == "users":
            yield f"user:{name}"
        else:
            yield from (f"{ONE_OF[need.kind]}:{one}/{name}" for one in ((where,) if where else sorted(namespaces)))
