"""Roles of Kubernetes with their bindings, as YAML, for one service account, user or group."""

from collections.abc import Iterable, Iterator
from typing import Final

import yaml

from keyroll.errors import UsageError
from keyroll.model.json import Json
from keyroll.reach.kubernetes.least import KubernetesRequest, excess, invisible, lost, merged, used_rules
from keyroll.reach.kubernetes.rules import (
    ACCOUNT,
    MASTERS,
    BindingSubject,
    KubernetesCluster,
    KubernetesRule,
    SubjectRules,
)
from keyroll.reach.narrowing import (
    REQUESTS,
    EntitledPrincipal,
    Kept,
    Language,
    Narrowed,
    NarrowingCheck,
    PrincipalUse,
    Use,
    refuse_unnamed,
)
from keyroll.reach.system import SystemReads

_LOG: Final = "kubernetes.audit"
_ENDPOINTS: Final = ("cluster_roles", "roles", "cluster_role_bindings", "role_bindings")
_GROUP: Final = "rbac.authorization.k8s.io"
#: A request as another user counts for that user, and needs "impersonate" of its caller. A create names no object: the
#: log adds the name of the new object.
_USES: Final = """
SELECT service, operation, thing || ' ' || namespace || '/' || CASE
    WHEN operation IN ('create', 'deletecollection') AND NOT contains(thing, '/') THEN '' ELSE name END AS resource,
  allowed, happened_at
FROM (
  SELECT coalesce(objectRef.apiGroup, '') AS service, lower(verb) AS operation,
    coalesce(objectRef."resource" || coalesce('/' || nullif(objectRef.subresource, ''), ''), 'path') AS thing,
    coalesce(objectRef.namespace, '') AS namespace,
    coalesce(objectRef."name", CASE WHEN objectRef IS NULL THEN requestURI END, '') AS name, happened_at,
    CASE WHEN annotations."authorization.k8s.io/decision" = 'allow' THEN true
      WHEN annotations."authorization.k8s.io/decision" = 'forbid' OR responseStatus.code IN (401, 403) THEN false
    END AS allowed,
    coalesce(impersonatedUser.username, "user".username) AS actor,
    CASE WHEN impersonatedUser.username IS NULL THEN "user".groups ELSE impersonatedUser.groups END AS groups
  FROM least_native
  UNION ALL
  SELECT '', 'impersonate', CASE WHEN impersonatedUser.username LIKE 'system:serviceaccount:%'
      THEN 'serviceaccounts' ELSE 'users' END,
    CASE WHEN impersonatedUser.username LIKE 'system:serviceaccount:%'
      THEN split_part(impersonatedUser.username, ':', 3) ELSE '' END,
    CASE WHEN impersonatedUser.username LIKE 'system:serviceaccount:%'
      THEN split_part(impersonatedUser.username, ':', 4) ELSE impersonatedUser.username END,
    happened_at, true, "user".username, "user".groups
  FROM least_native WHERE impersonatedUser.username IS NOT NULL
)
WHERE list_contains($who, actor) OR list_has_any($who, list_transform(groups, LAMBDA one : 'group ' || one))"""
_SHOWS: Final = """SELECT DISTINCT lower(verb) || ' ' || coalesce(objectRef.apiGroup, '') || ' ' || objectRef."resource"
  || coalesce('/' || nullif(objectRef.subresource, ''), '') FROM least_native"""
_IMPERSONATED: Final = ("groups", "uids", "userextras")


def _cluster(reads: SystemReads) -> KubernetesCluster:
    return KubernetesCluster({one: reads.pages(one) for one in _ENDPOINTS})


def _id(reads: SystemReads, one: BindingSubject) -> str:
    if one.kind == "ServiceAccount":
        return f"{reads.name}:service_account:{one.namespace}/{one.name}"
    return f"{reads.name}:{one.kind.lower()}:{one.name}"


def _principals(reads: SystemReads) -> Iterator[EntitledPrincipal]:
    for one in _cluster(reads).subjects:
        if one.kind == "ServiceAccount":
            called = {f"{one.namespace}/{one.name}", one.name}
            yield EntitledPrincipal(
                _id(reads, one), frozenset(called), (f"{ACCOUNT}{one.namespace}:{one.name}",)
            )  # fmt: skip
        else:
            who = one.name if one.kind == "User" else f"group {one.name}"
            yield EntitledPrincipal(_id(reads, one), frozenset({one.name}), (who,))


def _request(use: Use) -> KubernetesRequest | None:
    """Return the request of a use; None for a path."""
    resource, _, rest = use.resource.partition(" ")
    namespace, _, name = rest.partition("/")
    return None if resource == "path" else KubernetesRequest(use.operation, use.service, resource, namespace, name)


class _Granted:
    """The permissions of a subject by the bindings that name it."""

    def __init__(self, reads: SystemReads, principal: EntitledPrincipal) -> None:
        self.cluster = _cluster(reads)
        self.subject = next(one for one in self.cluster.subjects if _id(reads, one) == principal.id)
        self.bindings = self.cluster.naming(self.subject)
        if unread := [one.role[1] for one in self.bindings if one.role not in self.cluster.roles]:
            raise UsageError(
                f"the permissions of {principal.id} cannot be narrowed: no list has the role {unread[0]}",
                hint="sync the cluster again with roles and clusterroles",
            )
        if self.subject.name == MASTERS:
            raise UsageError(
                f"members of {MASTERS} may do everything before any rule is checked: no rule narrows that",
                hint="take them out of the group: issue other certificates",
            )
        self.places = [(one.namespace, rule) for one in self.bindings for rule in self.cluster.roles[one.role]]
        self.rules = SubjectRules(tuple(self.places), ())

    def explains(self, one: KubernetesRequest) -> bool:
        """Return whether a binding that names the subject, or a group that it is in, allows a request."""
        return self.cluster.given(self.subject).allows(one.verb, one.group, one.resource, one.namespace, one.name)


def _narrow(reads: SystemReads, principal: EntitledPrincipal, logged: PrincipalUse) -> Narrowed:
    granted = _Granted(reads, principal)
    because, whole = "an audit policy may leave it out", "the policy records each request"
    refuse_unnamed(principal, logged, (REQUESTS,), because, whole)
    requests = [(use, one) for use in logged.uses if (one := _request(use))]
    made = [one for _, one in requests]
    hidden = list(invisible(granted.places, made, logged.shows))
    if any(one.verb == "impersonate" for one in made):
        hidden += _impersonated(granted.places)
    places = merged([*used_rules(granted.places, made), *(place for place, _ in hidden)])
    return Narrowed(
        _document(granted.subject, places), tuple(dict.fromkeys(lost(granted.places, SubjectRules(places, ())))),
        tuple(dict.fromkeys(Kept(_said(*place), because) for place, because in hidden)),
        tuple(str(use) for use, one in requests if not granted.explains(one)),
        tuple(_notes(granted)),
    )  # fmt: skip


def _impersonated(places: Iterable[tuple[str, KubernetesRule]]) -> Iterator[tuple[tuple[str, KubernetesRule], str]]:
    because = "it belongs to the impersonation that was used: no record shows whether it was needed"
    for where, rule in places:
        for one in sorted(rule.resources):
            if one.partition("/")[0] in _IMPERSONATED and rule.verbs & {"impersonate", "*"}:
                yield (
                    (where, KubernetesRule(frozenset({"impersonate"}), rule.groups, frozenset({one}), rule.names)),
                    because,
                )


def _said(where: str, rule: KubernetesRule) -> str:
    groups = {one for one in rule.groups if one}
    about = ",".join(sorted(rule.resources | rule.urls)) + (f".{','.join(sorted(groups))}" if groups else "")
    return f"{','.join(sorted(rule.verbs))} {about} {f'in {where}' if where else 'everywhere'}"


def _notes(granted: _Granted) -> Iterator[str]:
    for one in granted.bindings:
        kind = f"RoleBinding in {one.namespace}" if one.namespace else "ClusterRoleBinding"
        act = "take the subject out of" if len(set(one.subjects)) > 1 else "delete"
        yield f"after the change {act} the {kind} to the role {one.role[1]}"
    yield "requests of other services about the subject (SubjectAccessReview) have the services' names in the log"


def _document(subject: BindingSubject, places: Iterable[tuple[str, KubernetesRule]]) -> str:
    by_place: dict[str, list[KubernetesRule]] = {}
    for where, rule in places:
        by_place.setdefault(where, []).append(rule)
    name = f"{subject.name.replace(':', '-')}-used"
    where_of = {"namespace": subject.namespace} if subject.kind == "ServiceAccount" else {"apiGroup": _GROUP}
    who: dict[str, Json] = {"kind": subject.kind, "name": subject.name, **where_of}
    made: list[Json] = []
    for where, rules in by_place.items():
        at: dict[str, Json] = {"name": name, **({"namespace": where} if where else {})}
        kind = "Role" if where else "ClusterRole"
        made += [
            {"apiVersion": f"{_GROUP}/v1", "kind": kind, "metadata": at, "rules": [_written(one) for one in rules]},
            {"apiVersion": f"{_GROUP}/v1", "kind": f"{kind}Binding", "metadata": at, "subjects": [who],
             "roleRef": {"apiGroup": _GROUP, "kind": kind, "name": name}},
        ]  # fmt: skip
    return _Plain.text(made)


class _Plain(yaml.SafeDumper):
    """Writes a repeated object in full each time, as kubectl does."""

    def ignore_aliases(self, data: object) -> bool:
        """Return True: no object is written as a reference to an earlier one."""
        return data is not self

    @classmethod
    def text(cls, documents: list[Json]) -> str:
        return str(yaml.dump_all(documents, Dumper=cls, sort_keys=False))


def _written(rule: KubernetesRule) -> Json:
    parts = {
        "apiGroups": rule.groups, "resources": rule.resources, "resourceNames": rule.names,
        "nonResourceURLs": rule.urls, "verbs": rule.verbs,
    }  # fmt: skip
    return {key: list[Json](sorted(values)) for key, values in parts.items() if values}


def read_again(text: str, subject: BindingSubject) -> tuple[tuple[str, KubernetesRule], ...]:
    """Return the rules that a written document gives a subject."""
    pages: dict[str, list[Json]] = {one: [] for one in _ENDPOINTS}
    kinds = dict(zip(("ClusterRole", "Role", "ClusterRoleBinding", "RoleBinding"), _ENDPOINTS, strict=True))
    for one in yaml.safe_load_all(text):
        pages[kinds[one["kind"]]].append({"items": [one]})
    cluster = KubernetesCluster(pages)
    return tuple((one.namespace, rule) for one in cluster.naming(subject) for rule in cluster.roles[one.role])


def _check(
    reads: SystemReads, principal: EntitledPrincipal, logged: PrincipalUse, narrowed: Narrowed
) -> NarrowingCheck:
    granted = _Granted(reads, principal)
    places = read_again(str(narrowed.document), granted.subject)
    after = SubjectRules(places, ())
    gone = [
        str(use) for use in logged.uses if (one := _request(use))
        and granted.rules.allows(one.verb, one.group, one.resource, one.namespace, one.name)
        and not after.allows(one.verb, one.group, one.resource, one.namespace, one.name)
    ]  # fmt: skip
    return NarrowingCheck(tuple(gone), tuple(excess(granted.rules, places)))


LANGUAGE = Language(
    "set of roles of Kubernetes", "apply it, and remove the bindings that are named above",
    {_LOG: _USES}, _principals, _narrow, {_LOG: _SHOWS},
    {REQUESTS: "the audit policy records each request, at level Metadata or higher"}, _check,
)  # fmt: skip
