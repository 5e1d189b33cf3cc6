"""Narrower rules of OpenBao: the used capabilities on their paths.

Of all rules the most specific path decides, so a less specific rule decides the paths of a removed rule. An unused rule
therefore stays with no capability if another rule may match its paths. An audit device records each request with its
path and operation (openbao.org, *Audit devices*, read 2026-11); ``sudo`` is needed in addition to another capability,
and paths with ``{{…}}`` depend on the caller: no record names either.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from keyroll.model.json import Json
from keyroll.reach.narrowing import Kept
from keyroll.reach.openbao.language import rules
from keyroll.reach.openbao.policy import CAPABILITIES, OpenBaoPolicy, OpenBaoRule, Policies
from keyroll.reach.wildcards import overlap

#: The capability of an operation with another name; further operations need no capability.
_ASKS: Final = {one: one for one in CAPABILITIES} | {"renew": "update", "revoke": "update", "rollback": "update"}
_TEMPLATE: Final = re.compile(r"\{\{.*?\}\}")
_SUDO: Final = "sudo"


@dataclass(frozen=True, slots=True)
class OpenBaoRequest:
    """One request: the mount of its engine, its operation and its path."""

    mount: str
    operation: str
    path: str

    @property
    def capability(self) -> str:
        """Return the capability that it needs; empty if none."""
        return _ASKS.get(self.operation, "")


@dataclass(frozen=True, slots=True)
class WrittenRule:
    """One rule of a policy in its written form; ``used`` are the requests that it decided, by capability."""

    policy: str
    path: str
    body: Mapping[str, Json]
    rule: OpenBaoRule
    used: Mapping[str, tuple[OpenBaoRequest, ...]] = field(default_factory=dict)

    @property
    def is_kept(self) -> bool:
        """Whether it stays unchanged: it denies, or its requests are not known."""
        return "deny" in self.rule.capabilities or bool(_TEMPLATE.search(self.path))

    @property
    def wanted(self) -> frozenset[str]:
        """Return the capabilities that were used, with sudo if there are any."""
        if self.is_kept:
            return self.rule.capabilities
        return frozenset(self.used) | (self.rule.capabilities & {_SUDO} if self.used else frozenset())


def written_rules(policy: OpenBaoPolicy, text: str) -> Iterator[WrittenRule]:
    """Yield the rules of a policy that was read."""
    for (path, body), rule in zip(rules(text), policy.rules, strict=True):
        yield WrittenRule(policy.name, path, body, rule)


def with_use(written: Sequence[WrittenRule], requests: Iterable[OpenBaoRequest]) -> list[WrittenRule]:
    """Return rules with the requests that they decided."""
    policies = Policies((OpenBaoPolicy("all", tuple(one.rule for one in written)),))
    decided: dict[OpenBaoRule, dict[str, list[OpenBaoRequest]]] = defaultdict(lambda: defaultdict(list))
    for request in requests:
        for rule in policies.deciding(request.path):
            if request.capability in rule.capabilities:
                decided[rule][request.capability].append(request)
    return [
        replace(one, used={capability: tuple(each) for capability, each in decided[one.rule].items()})
        for one in written
    ]  # fmt: skip


def narrower(written: Sequence[WrittenRule], beside: Sequence[OpenBaoRule], *, alone: bool) -> Iterator[WrittenRule]:
    """Yield narrower rules. ``beside`` are rules of policies that stay; ``alone``: there are no other rules."""
    for one in written:
        others = [*beside, *(other.rule for other in written if other.path != one.path)]
        if one.is_kept:
            yield one
            continue
        # Two rules of one path would get different paths, and only the more specific one would decide.
        shared = sum(other.path == one.path for other in written) > 1
        closer = list(_closer(one, others)) if alone and not shared else []
        yield from closer
        rest = [] if closer else sorted(one.wanted)
        if rest or not alone or any(_meet(one.rule, other) for other in others):
            yield _with(one, one.path, rest)


def _closer(one: WrittenRule, others: Sequence[OpenBaoRule]) -> Iterator[WrittenRule]:
    """Yield rules for the used folders in place of a wider rule; none if another rule may match there."""
    if not one.path.endswith("*") or one.rule.has_segments or not one.used:
        return
    if any(set(request.path) & {"*", "+"} for each in one.used.values() for request in each):
        return
    folders: dict[str, set[OpenBaoRequest]] = defaultdict(set)
    for each in one.used.values():
        for request in each:
            folders[request.mount].add(request)
    found: dict[str, set[str]] = defaultdict(set)
    for requests in folders.values():
        path = _common(sorted({request.path for request in requests}))
        if len(path) <= len(one.rule.path) and path.endswith("*"):
            return
        found[path] |= {request.capability for request in requests} | (one.rule.capabilities & {_SUDO})
    made = [_with(one, path, sorted(capabilities)) for path, capabilities in sorted(found.items())]
    if not any(_meet(new.rule, other) for new in made for other in others):
        yield from made


def _common(paths: Sequence[str]) -> str:
    """Return a path itself, or the deepest folder that has all of them."""
    if len(paths) == 1:
        return paths[0]
    first, last = paths[0], paths[-1]
    same = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    return first[: first.rfind("/", 0, same) + 1] + "*"


def _meet(one: OpenBaoRule, other: OpenBaoRule) -> bool:
    """Return whether two rules may match one path; in doubt True. A folder (a/) also matches its name (a)."""
    ends = ("", "/")
    return any(overlap(_wild(one) + left, _wild(other) + right) for left in ends for right in ends)


def _wild(rule: OpenBaoRule) -> str:
    return (rule.path if not rule.has_segments else rule.path.replace("+", "*")).replace("?", "*")


def _with(one: WrittenRule, path: str, capabilities: Sequence[str]) -> WrittenRule:
    """Return a rule with other capabilities and the limits of its body."""
    body = {key: value for key, value in one.body.items() if key not in ("capabilities", "policy")}
    rule = replace(one.rule, path=path.removeprefix("/"), capabilities=frozenset(capabilities))
    return replace(one, path=path, body={"capabilities": list(capabilities), **body}, rule=rule)


def kept(written: Iterable[WrittenRule]) -> Iterator[Kept]:
    """Yield rules that stay without a record of their use."""
    for one in written:
        if _TEMPLATE.search(one.path) and "deny" not in one.rule.capabilities:
            yield Kept(one.path, "its path depends on the caller: its requests are not known")
        elif one.used and _SUDO in one.rule.capabilities and not one.is_kept:
            yield Kept(f"sudo on {one.path}", "it is needed in addition to another capability: no record names it")


def lost(before: Iterable[WrittenRule], after: Sequence[WrittenRule]) -> Iterator[str]:
    """Yield as texts the permissions that are no longer granted in full."""
    for one in before:
        now = {each for other in after if (other.policy, other.path) == (one.policy, one.path)
               for each in other.rule.capabilities}  # fmt: skip
        closer = sorted(
            other.path for other in after
            if other.policy == one.policy and other.path != one.path and other.rule.capabilities
            and one.rule.matches(other.path.removesuffix("*")) and other.path not in {each.path for each in before}
        )  # fmt: skip
        if gone := sorted(one.rule.capabilities - now):
            instead = f" (but on {', '.join(closer)})" if closer else ""
            yield f"{','.join(gone)} on {one.path}{instead}"


def text(written: Iterable[WrittenRule]) -> str:
    """Return rules as the text of a policy."""
    return "\n".join(f"path {_value(one.path, 0)} {_value(dict(one.body), 0, block=True)}\n" for one in written)


def _value(value: Json, deep: int, *, block: bool = False) -> str:
    if isinstance(value, dict):
        inner = "  " * (deep + 1)
        lines = [f"{inner}{key if block else _value(key, 0)} = {_value(one, deep + 1)}" for key, one in value.items()]
        return "\n".join(["{", *lines, "  " * deep + "}"])
    if isinstance(value, list):
        return "[" + ", ".join(_value(one, deep) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def excess(before: Policies, after: Policies, paths: Iterable[str]) -> Iterator[str]:
    """Yield as texts the new permissions of policies, on some paths and on the paths of all rules."""
    own = [rule.path for each in (before, after) for policy in each.policies for rule in policy.rules]
    made = [one.removesuffix("*").replace("+", "x") + end for one in own for end in ("", "x", "x/y", "/")]
    for path in sorted({*paths, *made}):
        if more := after.capabilities(path) - before.capabilities(path) - {"deny"}:
            yield f"{','.join(sorted(more))} on {path}"
