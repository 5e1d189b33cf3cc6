"""Narrower rules of Kubernetes: from requests by namespace, and from permissions that no audit record can show.

kubernetes.io, *Auditing* and *Using RBAC Authorization* (from memory: re-check): an audit policy may leave requests
out; ``bind``, ``escalate``, ``use``, ``approve``, ``sign``, ``attest`` and the update of finalizers are checked within
other requests; kubelets and proxies check subresources of nodes and paths, which no record names.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from keyroll.reach.kubernetes.rules import ANY, KubernetesRule, SubjectRules
from keyroll.reach.narrowing import REQUESTS

#: Verbs of requests; every other verb is checked within a request.
VERBS: Final = ("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "impersonate")
_WRITES: Final = frozenset({"create", "update", "patch"})
_RBAC, _CERTIFICATES, _FINALIZERS = "rbac.authorization.k8s.io", "certificates.k8s.io", "*/finalizers"
#: The resources of verbs that are checked within writes of some resources (empty: all resources).
_WITHIN: Final = {
    "bind": (("rolebindings", "clusterrolebindings"), ((_RBAC, "roles"), (_RBAC, "clusterroles"))),
    "escalate": (("roles", "clusterroles"), ((_RBAC, "roles"), (_RBAC, "clusterroles"))),
    "approve": (("certificatesigningrequests",), ((_CERTIFICATES, "signers"),)),
    "sign": (("certificatesigningrequests",), ((_CERTIFICATES, "signers"),)),
    "attest": (("clustertrustbundles",), ((_CERTIFICATES, "signers"),)),
    "use": ((), (("policy", "podsecuritypolicies"), ("security.openshift.io", "securitycontextconstraints"))),
}
_NODES: Final = tuple(
    f"nodes/{one}" for one in ("proxy", "stats", "log", "metrics", "spec", "configz", "healthz", "pods")
)
_PLACE = tuple[str, KubernetesRule]


@dataclass(frozen=True, slots=True)
class KubernetesRequest:
    """One request: verb, API group, resource with its subresource, namespace and name (both may be empty)."""

    verb: str
    group: str
    resource: str
    namespace: str = ""
    name: str = ""

    def by(self, rule: KubernetesRule) -> bool:
        """Return whether a rule allows it."""
        return rule.allows(self.verb, self.group, self.resource, self.name)


def used_rules(granted: Iterable[_PLACE], requests: Iterable[KubernetesRequest]) -> Iterator[_PLACE]:
    """For each request that a rule allows, yield a rule for this request only, in its namespace."""
    granted = list(granted)
    for one in requests:
        names = [rule.names for where, rule in granted if where in ("", one.namespace) and one.by(rule)]
        if names:
            only = frozenset() if frozenset() in names else frozenset({one.name})
            yield one.namespace, _rule(one.verb, one.group, one.resource, only)


def invisible(
    granted: Iterable[_PLACE], requests: Iterable[KubernetesRequest], shows: frozenset[str]
) -> Iterator[tuple[_PLACE, str]]:
    """Yield granted permissions that no record could show, with reasons.

    ``shows`` has "verb group resource" of any user.
    """
    written = {one.resource.partition("/")[0] for one in requests if one.verb in _WRITES}
    for where, rule in granted:
        if rule.urls:
            yield (where, rule), "proxies and kubelets check paths: no record names them"
            continue
        if REQUESTS not in shows and (ANY in rule.groups or any(ANY in one for one in rule.resources)):
            because = f"an audit policy may leave out some of what * stands for (--data-events {REQUESTS})"
            yield (where, rule), because
            continue
        for verb, group, resource, because in (*_unshown(rule, shows), *_within(rule, written)):
            yield (where, _rule(verb, group, resource, rule.names)), because


def _unshown(rule: KubernetesRule, shows: frozenset[str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield the requests of named resources without a record of any user."""
    if REQUESTS in shows:
        return
    verbs = VERBS if ANY in rule.verbs else [one for one in VERBS if one in rule.verbs]
    because = f"the log has no such request of any user: an audit policy may leave them out (--data-events {REQUESTS})"
    for group in sorted(rule.groups):
        for resource in sorted(rule.resources):
            yield from ((verb, group, resource, because) for verb in verbs if f"{verb} {group} {resource}" not in shows)


def _within(rule: KubernetesRule, written: set[str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield permissions that are checked within other requests that were made, or by another component."""
    for verb, (within, about) in _WITHIN.items():
        if written & set(within) if within else written:
            because = f"{verb} is checked within requests that were made: no record names it"
            yield from ((verb, group, one, because) for group, one in about if rule.is_about(verb, group, one))
    if written:
        because = "the update of finalizers is checked within requests that were made: no record names it"
        for group in sorted(rule.groups):
            named = [one for one in rule.resources if one.endswith("/finalizers")] or [_FINALIZERS]
            yield from (("update", group, one, because) for one in sorted(named) if rule.is_about("update", group, one))
    because = "kubelets check it: no record of the API server names it"
    for one in _NODES:
        verbs = [ANY] if ANY in rule.verbs else sorted(rule.verbs & set(VERBS))
        yield from ((verb, "", one, because) for verb in verbs if rule.is_about(verb, "", one))
    for verb in sorted(rule.verbs - {ANY, *VERBS, *_WITHIN}):
        because = "no request of the API server has that verb: no record names it"
        yield from ((verb, group, one, because) for group in sorted(rule.groups) for one in sorted(rule.resources))


def merged(places: Iterable[_PLACE]) -> tuple[_PLACE, ...]:
    """Return equal rules with fewer lines: rules that differ in one part only become one."""
    by_place: dict[str, list[KubernetesRule]] = defaultdict(list)
    for where, rule in dict.fromkeys(places):
        by_place[where].append(rule)
    everywhere = by_place.get("", [])
    found: list[_PLACE] = []
    for where, rules in sorted(by_place.items()):
        others = rules if not where else [*rules, *everywhere]
        least = [one for at, one in enumerate(rules) if not any(_hides(others, at, to) for to in range(len(others)))]
        for part in ("verbs", "resources", "groups"):
            least = list(_joined(least, part))
        found += [(where, one) for one in least]
    return tuple(found)


def _hides(rules: list[KubernetesRule], at: int, by: int) -> bool:
    """Return whether another rule makes a rule redundant; of two equal rules the first one stays."""
    one, other = rules[at], rules[by]
    return at != by and _covers(other, one) and (by < at or not _covers(one, other))


def _covers(wide: KubernetesRule, rule: KubernetesRule) -> bool:
    names = rule.names or frozenset({""})
    return (not rule.urls or rule.urls <= wide.urls) and all(
        wide.allows(verb, group, resource, name)
        for verb in rule.verbs for group in rule.groups for resource in rule.resources for name in names
    ) and (bool(rule.resources) or rule.verbs <= wide.verbs)  # fmt: skip


def _joined(rules: Iterable[KubernetesRule], part: str) -> Iterator[KubernetesRule]:
    alike: dict[KubernetesRule, set[str]] = defaultdict(set)
    for one in rules:
        alike[replace(one, **{part: frozenset[str]()})].update(getattr(one, part))
    for one, varied in alike.items():
        yield replace(one, **{part: frozenset(varied)})


def lost(granted: Iterable[_PLACE], after: SubjectRules) -> Iterator[str]:
    """Yield as texts the permissions that are no longer granted in full."""
    for where, rule in granted:
        at = f"in {where}" if where else "everywhere"
        for group in sorted(rule.groups):
            for resource in sorted(rule.resources):
                gone = sorted(
                    verb for verb in rule.verbs
                    if not all(after.allows(verb, group, resource, where, name) for name in rule.names or {""})
                )  # fmt: skip
                if gone:
                    yield f"{','.join(gone)} {f'{resource}.{group}' if group else resource} {at}"


def excess(granted: SubjectRules, places: Iterable[_PLACE]) -> Iterator[str]:
    """Yield as texts the permissions of rules that were not granted before."""
    for where, rule in places:
        for verb in sorted(rule.verbs):
            for group in sorted(rule.groups):
                for resource in sorted(rule.resources):
                    if not all(granted.allows(verb, group, resource, where, one) for one in rule.names or {""}):
                        yield f"{verb} {resource}.{group} in {where or 'all namespaces'}"
        if rule.urls and not any(rule.urls <= one.urls and rule.verbs <= one.verbs for _, one in granted.rules):
            yield f"{' '.join(sorted(rule.urls))}"


def _rule(verb: str, group: str, resource: str, names: frozenset[str]) -> KubernetesRule:
    return KubernetesRule(frozenset({verb}), frozenset({group}), frozenset({resource}), names)
