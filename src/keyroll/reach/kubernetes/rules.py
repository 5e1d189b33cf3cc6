"""The permissions of a subject in a cluster, from its roles and bindings.

Rules of kubernetes.io, *Using RBAC Authorization* and *API reference, PolicyRule* (from memory: re-check): no rule
denies. A rule applies if its verb, API group and resource match (``*`` is any; ``pods/log`` is a subresource,
``*/scale`` that of any resource) and, if it has names, the name of the request. A role that a binding names and no list
has may allow anything: its permissions are possible.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from keyroll.model.json import Json, Record, single
from keyroll.providers._lists import objects, texts

#: A group whose members may do everything, before any rule is checked.
MASTERS: Final = "system:masters"
ACCOUNT: Final = "system:serviceaccount:"
ANY: Final = "*"


@dataclass(frozen=True, slots=True)
class KubernetesRule:
    """One rule of a role."""

    verbs: frozenset[str]
    groups: frozenset[str]
    resources: frozenset[str]
    names: frozenset[str] = frozenset()
    #: Paths that are no resources (``/metrics``).
    urls: frozenset[str] = frozenset()

    def is_about(self, verb: str, group: str, resource: str) -> bool:
        """Return whether the rule matches a verb on a resource, whatever names it has."""
        return (
            bool(self.verbs & {ANY, verb}) and bool(self.groups & {ANY, group}) and self._holds(resource)
        )  # fmt: skip

    def _holds(self, resource: str) -> bool:
        part = resource.partition("/")[2]
        return bool(self.resources & {ANY, resource}) or (bool(part) and f"*/{part}" in self.resources)

    def allows(self, verb: str, group: str, resource: str, name: str = "") -> bool:
        """Return whether the rule allows a request; the name is empty if the request names no object."""
        return self.is_about(verb, group, resource) and (not self.names or name in self.names)


EVERYTHING: Final = KubernetesRule(frozenset({ANY}), frozenset({ANY}), frozenset({ANY}))


@dataclass(frozen=True, slots=True)
class BindingSubject:
    """A subject of a binding: ``User``, ``Group``, or ``ServiceAccount`` with its namespace."""

    kind: str
    name: str
    namespace: str = ""

    @property
    def also(self) -> tuple["BindingSubject", ...]:
        """The subject and the groups that it is always in; no list has a user's other groups."""
        everybody = (BindingSubject("Group", "system:authenticated"),)
        if self.kind == "ServiceAccount":
            groups = ("system:serviceaccounts", f"system:serviceaccounts:{self.namespace}")
            user = BindingSubject("User", f"{ACCOUNT}{self.namespace}:{self.name}")
            return (self, user, *(BindingSubject("Group", one) for one in groups), *everybody)
        return (self, *everybody) if self.kind == "User" else (self,)


@dataclass(frozen=True, slots=True)
class RoleBinding:
    """One binding: its namespace (empty: everywhere) and its role (namespace and name)."""

    namespace: str
    role: tuple[str, str]
    subjects: tuple[BindingSubject, ...]


@dataclass(frozen=True, slots=True)
class SubjectRules:
    """The permissions of a subject: rules by namespace (empty: everywhere), and roles that no list has."""

    rules: tuple[tuple[str, KubernetesRule], ...]
    unread: tuple[tuple[str, str], ...]

    def holding(self, namespace: str) -> Iterator[KubernetesRule]:
        """Yield the rules for a namespace; for an empty namespace the rules that apply everywhere."""
        return (rule for where, rule in self.rules if where in ("", namespace))

    def allows(self, verb: str, group: str, resource: str, namespace: str = "", name: str = "") -> bool:
        """Return whether a rule allows a request, without the roles that were not read."""
        return any(one.allows(verb, group, resource, name) for one in self.holding(namespace))


class KubernetesCluster:
    """Roles and bindings of a cluster."""

    def __init__(self, pages: Mapping[str, Iterable[Json]]) -> None:
        """Read the pages of cluster_roles, roles, cluster_role_bindings and role_bindings. Raises VendorChanged."""
        self.roles: dict[tuple[str, str], tuple[KubernetesRule, ...]] = {}
        self._gather(pages)
        self.bindings = [
            *(one for page in pages.get("cluster_role_bindings", ()) for one in _bindings(page, everywhere=True)),
            *(one for page in pages.get("role_bindings", ()) for one in _bindings(page, everywhere=False)),
        ]
        self._of: dict[BindingSubject, list[RoleBinding]] = defaultdict(list)
        for binding in self.bindings:
            for subject in dict.fromkeys(binding.subjects):
                self._of[subject].append(binding)

    def _gather(self, pages: Mapping[str, Iterable[Json]]) -> None:
        labelled: list[tuple[Mapping[str, Json], tuple[KubernetesRule, ...]]] = []
        gathering: list[tuple[tuple[str, str], list[Record]]] = []
        for page in pages.get("cluster_roles", ()):
            for one in single(page, "cluster_roles").records("items"):
                key = ("", one.text("metadata.name"))
                self.roles[key] = tuple(map(_rule, objects(one, "rules")))
                labelled.append((one.inner("metadata.labels").body, self.roles[key]))
                selectors = list(objects(one.inner("aggregationRule"), "clusterRoleSelectors"))
                if selectors:
                    gathering.append((key, selectors))
        for page in pages.get("roles", ()):
            for one in single(page, "roles").records("items"):
                key = (one.text("metadata.namespace"), one.text("metadata.name"))
                self.roles[key] = tuple(map(_rule, objects(one, "rules")))
        # The server fills in the rules of an aggregated role; its manifest has none.
        for key, selectors in gathering:
            more = (rules for labels, rules in labelled if any(_selects(one, labels) for one in selectors))
            self.roles[key] = tuple(dict.fromkeys((*self.roles[key], *(rule for rules in more for rule in rules))))

    @property
    def subjects(self) -> tuple[BindingSubject, ...]:
        """The subjects of all bindings."""
        return tuple(self._of)

    @property
    def tops(self) -> frozenset[str]:
        """The names of the cluster's roles that allow everything; cluster-admin is always one."""
        named = (name for (where, name), rules in self.roles.items() if not where and any(map(_is_all, rules)))
        return frozenset({"cluster-admin", *named})

    def given(self, subject: BindingSubject) -> SubjectRules:
        """Return the permissions of a subject by all bindings of it or of a group that it is always in."""
        if MASTERS in {one.name for one in subject.also if one.kind == "Group"}:
            return SubjectRules((("", EVERYTHING),), ())
        rules: list[tuple[str, KubernetesRule]] = []
        unread: list[tuple[str, str]] = []
        for binding in dict.fromkeys(binding for one in subject.also for binding in self._of.get(one, ())):
            known = self.roles.get(binding.role)
            if known is None:
                unread.append((binding.namespace, binding.role[1]))
            else:
                rules += [(binding.namespace, rule) for rule in known]
        return SubjectRules(tuple(dict.fromkeys(rules)), tuple(dict.fromkeys(unread)))

    def naming(self, subject: BindingSubject) -> tuple[RoleBinding, ...]:
        """Return the bindings that name a subject directly, not a group that it is always in."""
        itself = [one for one in subject.also if one == subject or one.kind == "User"]
        return tuple(dict.fromkeys(binding for one in itself for binding in self._of.get(one, ())))

    def everywhere(self, subject: BindingSubject) -> frozenset[str]:
        """Return the names of the cluster's roles that a subject has everywhere."""
        return frozenset(
            binding.role[1] for one in subject.also for binding in self._of.get(one, ())
            if not binding.namespace and not binding.role[0]
        )  # fmt: skip


def _rule(one: Record) -> KubernetesRule:
    words = (
        frozenset(texts(one, name)) for name in ("verbs", "apiGroups", "resources", "resourceNames", "nonResourceURLs")
    )
    return KubernetesRule(*words)


def _is_all(rule: KubernetesRule) -> bool:
    return rule.allows("*", "*", "*")


def _bindings(page: Json, *, everywhere: bool) -> Iterator[RoleBinding]:
    for one in single(page, "bindings").records("items"):
        namespace = "" if everywhere else one.text("metadata.namespace")
        of_cluster = everywhere or one.maybe("roleRef.kind") == "ClusterRole"
        role = ("" if of_cluster else namespace, one.text("roleRef.name"))
        subjects = tuple(_subject(each, namespace) for each in objects(one, "subjects"))
        yield RoleBinding(namespace, role, subjects)


def _subject(one: Record, namespace: str) -> BindingSubject:
    kind = one.text("kind")
    if kind == "ServiceAccount":
        return BindingSubject(kind, one.text("name"), one.maybe("namespace") or namespace)
    name = one.text("name")
    if kind == "User" and name.startswith(ACCOUNT) and name.count(":") == 3:
        _, _, where, account = name.split(":")
        return BindingSubject("ServiceAccount", account, where)
    return BindingSubject(kind, name)


def _selects(selector: Record, labels: Mapping[str, Json]) -> bool:
    wanted = selector.inner("matchLabels").body
    return all(labels.get(key) == value for key, value in wanted.items()) and all(
        _expression(one, labels) for one in objects(selector, "matchExpressions")
    )


def _expression(one: Record, labels: Mapping[str, Json]) -> bool:
    key, values = one.text("key"), set(texts(one, "values"))
    match one.text("operator"):
        case "In":
            return key in labels and labels[key] in values
        case "NotIn":
            return key not in labels or labels[key] not in values
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
        case _:
            return True  # an unknown operator: the wider reading
