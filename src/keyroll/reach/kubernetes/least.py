"""Narrower rules of Kubernetes: what was asked for, where, and what no record of an audit log can show.

kubernetes.io, *Auditing* and *Using RBAC Authorization* (from memory: re-check): an audit policy may leave requests
out; ``bind``, ``escalate``, ``use``, ``approve``, ``sign``, ``attest`` and the update of finalizers are asked for
within other requests; kubelets and proxies ask about subresources of nodes and about paths, which no record names.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from keyroll.reach.kubernetes.rules import ANY, KubernetesRule, SubjectRules
from keyroll.reach.narrowing import REQUESTS

#: Verbs of requests; every other verb is asked for within them.
VERBS: Final = ("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "impersonate")
_WRITES: Final = frozenset({"create", "update", "patch"})
_RBAC, _CERTIFICATES, _FINALIZERS = "rbac.authorization.k8s.io", "certificates.k8s.io", "*/finalizers"
#: Verbs that are asked for within writes of some resources (all resources: empty): on which resources they are.
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
    """Yield for each request that a rule allows a rule of no more than it, in its namespace."""
    granted = list(granted)
    for one in requests:
        names = [rule.names for where, rule in granted if where in ("", one.namespace) and one.by(rule)]
        if names:
            only = frozenset() if frozenset() in names else frozenset({one.name})
            yield one.namespace, _rule(one.verb, one.group, one.resource, only)


def invisible(
    granted: Iterable[_PLACE], requests: Iterable[KubernetesRequest], shows: frozenset[str]
) -> Iterator[tuple[_PLACE, str]]:
    """Yield what is granted and no record could show, and why. ``shows`` has "verb group resource" of anybody."""
    written = {one.resource.partition("/")[0] for one in requests if one.verb in _WRITES}
    for where, rule in granted:
        if rule.urls:
            yield (where, rule), "proxies and kubelets ask about paths: no record names that"
            continue
        if REQUESTS not in shows and (ANY in rule.groups or any(ANY in one for one in rule.resources)):
            because = f"an audit policy may leave out some of what * stands for (--data-events {REQUESTS})"
            yield (where, rule), because
            continue
        for verb, group, resource, because in (*_unshown(rule, shows), *_within(rule, written)):
            yield (where, _rule(verb, group, resource, rule.names)), because


def _unshown(rule: KubernetesRule, shows: frozenset[str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield the requests of named resources that the log shows of nobody."""
    if REQUESTS in shows:
        return
    verbs = VERBS if ANY in rule.verbs else [one for one in VERBS if one in rule.verbs]
    because = f"the log has no such request of anybody: an audit policy may leave them out (--data-events {REQUESTS})"
    for group in sorted(rule.groups):
        for resource in sorted(rule.resources):
            yield from ((verb, group, resource, because) for verb in verbs if f"{verb} {group} {resource}" not in shows)


def _within(rule: KubernetesRule, written: set[str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield what is asked for within other requests, where such a request was made, or by something else."""
    for verb, (within, about) in _WITHIN.items():
        if written & set(within) if within else written:
            because = f"{verb} is asked for within requests that were made: no record names it"
            yield from ((verb, group, one, because) for group, one in about if rule.is_about(verb, group, one))
    if written:
        because = "the update of finalizers is asked for within requests that were made: no record names it"
        for group in sorted(rule.groups):
            named = [one for one in rule.resources if one.endswith("/finalizers")] or [_FINALIZERS]
            yield from (("update", group, one, because) for one in sorted(named) if rule.is_about("update", group, one))
    because = "kubelets ask about it: no record of the API server names it"
    for one in _NODES:
        verbs = [ANY] if ANY in rule.verbs else sorted(rule.verbs & set(VERBS))
        yield from ((verb, "", one, because) for verb in verbs if rule.is_about(verb, "", one))
    for verb in sorted(rule.verbs - {ANY, *VERBS, *_WITHIN}):
        because = "no request of the API server has that verb: no record names it"
        yield from ((verb, group, one, because) for group in sorted(rule.groups) for one in sorted(rule.resources))


def merged(places: Iterable[_PLACE]) -> tuple[_PLACE, ...]:
    """Return rules that allow the same with fewer lines: those that differ in one part alone become one."""
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
    """Return whether one rule needs no line because of another; of two that allow the same the first one stays."""
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
    """Yield in words what was granted and no longer is as a whole."""
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
    """Yield in words what rules allow and the granted ones did not."""
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
