"""The capabilities of a set of policies on a path.

OpenBao, *Policies* (openbao.org/docs, read 2026-11-29; compared with a server): of all rules of all policies the most
specific path decides. A path without a wildcard is the most specific. Other paths are ordered by a later first ``+`` or
``*``, then no ``*`` at the end, then fewer ``+``, then length, then sort order. Rules of one path add up; a ``deny``
among them removes all capabilities.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from keyroll.errors import KeyrollError
from keyroll.model.json import Json
from keyroll.model.truth import Truth
from keyroll.reach.openbao.language import rules
from keyroll.reach.wildcards import joined

ROOT: Final = "root"
CAPABILITIES: Final = frozenset({"create", "read", "update", "delete", "list", "patch", "scan", "sudo", "deny"})
_OLD: Final = {
    "deny": ("deny",), "read": ("read", "list"), "write": ("create", "read", "update", "delete", "list"),
    "sudo": ("create", "read", "update", "delete", "list", "sudo"),
}  # fmt: skip
_RESTRICTS: Final = ("allowed_parameters", "denied_parameters", "required_parameters")
_WRITES: Final = frozenset({"create", "update", "patch"})
_ENDS: Final = ("expiration",)
_TEMPLATE: Final = re.compile(r"\{\{.*?\}\}")


@dataclass(frozen=True, slots=True)
class OpenBaoRule:
    """One path of one policy. ``limits`` are reasons why a write may be refused; ``ends``: the rule may end."""

    path: str
    capabilities: frozenset[str]
    policy: str
    limits: str = ""
    ends: bool = False

    @property
    def has_segments(self) -> bool:
        """Whether ``+`` is a wildcard of a path segment; then a ``*`` at the end is part of the path too."""
        return self.path == "+" or "/+" in self.path or self.path.startswith("+/")

    @property
    def is_exact(self) -> bool:
        """Whether the path has no wildcard."""
        return not self.has_segments and not self.path.endswith("*")

    @property
    def order(self) -> tuple[int, bool, int, int, str]:
        """The sort key of a path with a wildcard; the greatest path decides."""
        plain = self.path.removesuffix("*")
        parts = plain.split("/")
        first = self.path.find("+") if self.has_segments else len(plain)
        wild = sum(one == "+" for one in parts) if self.has_segments else 0
        return first, not self.path.endswith("*"), -wild, len(plain), plain

    def matches(self, path: str) -> bool:
        """Return whether the rule matches a path."""
        prefix = self.path.endswith("*")
        plain = self.path.removesuffix("*")
        if not self.has_segments:
            return path.startswith(plain) if prefix else path == plain
        ours, theirs = plain.split("/"), path.split("/")
        if len(theirs) < len(ours) or (not prefix and len(theirs) != len(ours)):
            return False
        last = len(ours) - 1
        return all(
            one in ("+", theirs[at]) or (prefix and at == last and theirs[at].startswith(one))
            for at, one in enumerate(ours)
        )


@dataclass(frozen=True, slots=True)
class OpenBaoPolicy:
    """One policy with its rules; ``fault`` is the reason if it is not known."""

    name: str
    rules: tuple[OpenBaoRule, ...] = ()
    fault: str = ""

    @classmethod
    def of(cls, name: str, text: str) -> "OpenBaoPolicy":
        """Parse a policy; an unreadable policy is kept with its fault."""
        try:
            return cls(name, tuple(_rule(name, path, body) for path, body in rules(text)))
        except KeyrollError as fault:
            return cls(name, fault=f"the policy {name}: {fault}")


def _rule(policy: str, path: str, body: Mapping[str, Json]) -> OpenBaoRule:
    given = body.get("capabilities")
    named = {one for one in given if isinstance(one, str)} if isinstance(given, list) else set()
    old = body.get("policy")
    named |= set(_OLD.get(old, ("deny",))) if isinstance(old, str) else set()
    odd = sorted(named - CAPABILITIES)
    limits = [one for one in _RESTRICTS if body.get(one)]
    if odd or (given is not None and not isinstance(given, list)):
        limits.append(f"unknown capabilities {', '.join(odd)}")
    because = f"the policy {policy} has {' and '.join(limits)} on {path}" if limits else ""
    return OpenBaoRule(path.removeprefix("/"), frozenset(named), policy, because, any(body.get(one) for one in _ENDS))


@dataclass(frozen=True)
class Policies:
    """All policies of one token; a missing or unreadable policy makes every answer unknown."""

    policies: tuple[OpenBaoPolicy, ...]
    unread: tuple[str, ...] = ()
    _decided: dict[str, tuple[OpenBaoRule, ...]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def is_root(self) -> bool:
        """Whether the token has the policy root, which has no text and allows everything."""
        return any(one.name == ROOT for one in self.policies)

    @cached_property
    def unknown(self) -> str:
        """The reason why the policies are unknown; empty if they were read."""
        faults = [one.fault for one in self.policies if one.fault]
        return faults[0] if faults else f"the policy {self.unread[0]} was not read" if self.unread else ""

    @cached_property
    def _rules(self) -> tuple[OpenBaoRule, ...]:
        return tuple(one for policy in self.policies for one in policy.rules if not _TEMPLATE.search(one.path))

    @cached_property
    def _exact(self) -> tuple[OpenBaoRule, ...]:
        return tuple(one for one in self._rules if one.is_exact)

    @cached_property
    def _wild(self) -> tuple[OpenBaoRule, ...]:
        return tuple(one for one in self._rules if not one.is_exact)

    @cached_property
    def _templates(self) -> tuple[tuple[re.Pattern[str], OpenBaoRule], ...]:
        found = []
        for rule in (one for policy in self.policies for one in policy.rules if _TEMPLATE.search(one.path)):
            # A segment of any text counts as any path here: a match is only "unknown".
            pieces = list(map(re.escape, re.split(rf"{_TEMPLATE.pattern}|\+|\*$", rule.path)))
            found.append((re.compile(joined(pieces), re.DOTALL), rule))
        return tuple(found)

    def deciding(self, path: str) -> tuple[OpenBaoRule, ...]:
        """Return the rules of the most specific matching path; several if policies share it."""
        if path not in self._decided:
            # For a folder (a/b/) without own rules, the rules of its name (a/b) decide.
            names = (path, path.removesuffix("/")) if path.endswith("/") else (path,)
            exact = [found for one in names if (found := [rule for rule in self._exact if rule.path == one])]
            wild = [found for one in names if (found := [rule for rule in self._wild if rule.matches(one)])]
            chosen = (exact or wild or [[]])[0]
            first = max(chosen, key=lambda one: one.order, default=None)
            self._decided[path] = tuple(one for one in chosen if first is not None and one.path == first.path)
        return self._decided[path]

    def capabilities(self, path: str) -> frozenset[str]:
        """Return the capabilities on a path (as ``bao token capabilities``) if all policies are known."""
        if self.is_root:
            return frozenset({ROOT})
        named = frozenset().union(*(one.capabilities for one in self.deciding(path)))
        return frozenset({"deny"}) if not named or "deny" in named else named

    def may(self, capability: str, path: str) -> Truth:
        """Return whether a capability is given on a path."""
        if self.is_root:
            return Truth.yes(f"the policy {ROOT} allows everything")
        if self.unknown:
            return Truth.unknown(self.unknown)
        for pattern, rule in self._templates:
            if pattern.fullmatch(path):
                return Truth.unknown(f"the path {rule.path} of the policy {rule.policy} depends on the caller")
        deciding = self.deciding(path)
        if capability not in self.capabilities(path):
            unsure = next((one.limits for one in deciding if one.limits and "unknown capabilities" in one.limits), "")
            ended = next((one.policy for one in deciding if one.ends), "")
            if unsure or ended:
                return Truth.unknown(unsure or f"a rule of the policy {ended} has an end")
            return Truth.no()
        return self._limited(capability, path, deciding)

    def _limited(self, capability: str, path: str, deciding: Iterable[OpenBaoRule]) -> Truth:
        for one in deciding:
            if one.ends:
                return Truth.unknown(f"a rule of the policy {one.policy} on {path} has an end")
            if one.limits and capability in _WRITES:
                return Truth.unknown(one.limits)
        names = sorted({one.policy for one in deciding})
        return Truth.yes(f"the policy {' and '.join(names)} allows {capability} on {path}")
