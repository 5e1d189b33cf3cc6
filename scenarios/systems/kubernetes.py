"""Kubernetes: service accounts in their namespaces, the API server's audit log, the list of service accounts."""

from dataclasses import dataclass
from random import Random

from keyroll.replay.streams import hexes, uuid
from keyroll.replay.times import DAY, iso, iso_ms
from scenarios.systems import Folder, LogFiles, Machine, Person, Record, System, alive, entry, origin

LOG = LogFiles("kubernetes@main", "audit", "{day}.ndjson.gz")
#: Verb and resource.
ACTS: dict[str, tuple[str, str]] = {
    "pods": ("list", "pods"), "config": ("get", "configmaps"), "secret": ("get", "secrets"),
    "secrets": ("list", "secrets"), "deploy": ("patch", "deployments"), "lease": ("update", "leases"),
    "nodes": ("list", "nodes"), "namespaces": ("list", "namespaces"), "bind": ("create", "clusterrolebindings"),
    "rules": ("create", "selfsubjectrulesreviews"), "token": ("create", "serviceaccounts/token"),
    "role": ("create", "clusterroles"), "account": ("create", "serviceaccounts"), "daemons": ("create", "daemonsets"),
    "jobs": ("create", "jobs"), "volumes": ("list", "persistentvolumes"),
    "pod": ("create", "pods"), "notebook": ("create", "notebooks"), "drop-pod": ("delete", "pods"),
    "cron": ("create", "cronjobs"), "flow": ("create", "workflows"), "flows": ("list", "workflows"),
    "may": ("create", "selfsubjectaccessreviews"), "workload": ("create", "deployments"),
    "drop-workload": ("delete", "deployments"), "drop-daemons": ("delete", "daemonsets"),
    "exec": ("create", "pods/exec"), "rolebind": ("create", "rolebindings"), "log": ("get", "pods/log"),
}  # fmt: skip
_GROUPS = {"workload": "apps", "drop-workload": "apps", "drop-daemons": "apps", "may": "authorization.k8s.io",
           "role": "rbac.authorization.k8s.io", "daemons": "apps", "jobs": "batch", "notebook": "kubeflow.org",
           "cron": "batch", "flow": "argoproj.io", "flows": "argoproj.io"}  # fmt: skip
#: What is made or taken away by a name.
_NAMED = ("role", "account", "daemons", "jobs", "pod", "notebook", "drop-pod", "cron", "flow",
          "workload", "drop-workload", "drop-daemons")  # fmt: skip
_CLUSTER_WIDE = ("nodes", "clusterroles", "persistentvolumes")
#: The namespace in the names of machines that are nodes, whose credential is a certificate.
_NODES = "nodes"
_KUBECTL = "kubectl/v1.32.1 (darwin/arm64)"


@dataclass(kw_only=True, eq=False)
class Kubernetes(System):
    """The cluster; ``namespace:name`` names a thing of another namespace."""

    name, source, identified = "kubernetes", "kubernetes@main", "kubernetes@main:service_account:{0.name}"
    teams: tuple[str, ...]
    unlisted: tuple[str, ...] = ()
    """Accounts of namespaces that its list does not reach."""

    def work(self, rng: Random, machine: Machine, ms: int, act: str, thing: str, **details: str) -> list[Record]:
        """One request of a service account; details may name another ``namespace``."""
        namespace, _, account = machine.name.partition("/")
        user: dict[str, object] = {
            "username": f"system:serviceaccount:{namespace}:{account}", "uid": machine.key,
            "groups": ["system:serviceaccounts", f"system:serviceaccounts:{namespace}", "system:authenticated"],
            "extra": {"authentication.kubernetes.io/credential-id": [f"JTI={uuid(rng)}"]},
        }  # fmt: skip
        if namespace == _NODES:
            user = {"username": f"system:node:{account}", "groups": ["system:nodes", "system:authenticated"]}
        elsewhere, _, name = ("", "", thing) if act == "rolebind" else thing.rpartition(":")
        where, refused = details.get("namespace") or elsewhere or namespace, bool(details.get("refused"))
        return self._event(rng, ms, act, where, name, user, *origin(machine, ms, details), refused=refused)

    def _event(
        self, rng: Random, ms: int, act: str, namespace: str, name: str, user: dict[str, object], address: str,
        agent: str, *, refused: bool = False,
    ) -> list[Record]:  # fmt: skip
        verb, path = ACTS[act]
        resource, _, part = path.partition("/")
        ref = {"resource": resource, "apiVersion": "v1"}
        if resource not in _CLUSTER_WIDE:
            ref["namespace"] = namespace
        if name and (part or verb in ("get", "patch", "update") or act in _NAMED):
            ref["name"] = name
        if part:
            ref["subresource"] = part
        body: dict[str, object] = {
            "kind": "Event", "apiVersion": "audit.k8s.io/v1", "level": "Metadata", "auditID": uuid(rng),
            "stage": "ResponseComplete", "verb": verb, "user": user, "sourceIPs": [address], "userAgent": agent,
            "requestURI": f"/api/v1/namespaces/{namespace}/{resource}/{ref.get('name', '')}/{part}".rstrip("/"),
            "objectRef": ref, "responseStatus": {"metadata": {}, "code": 403 if refused else 200},
            "requestReceivedTimestamp": iso_ms(ms), "stageTimestamp": iso_ms(ms + 4),
            "annotations": {
                "authorization.k8s.io/decision": "forbid" if refused else "allow", "authorization.k8s.io/reason": "",
            },
        }  # fmt: skip
        if act in _GROUPS:
            ref["apiGroup"] = _GROUPS[act]
        if act == "rolebind":
            ref["apiGroup"] = "rbac.authorization.k8s.io"
            body["requestObject"] = {
                "kind": "RoleBinding", "metadata": {"name": f"edit-{hexes(rng, 4)}", "namespace": namespace},
                "roleRef": {"kind": "ClusterRole", "name": "edit"}, "subjects": [{"kind": "User", "name": name}],
            }  # fmt: skip
        if act == "bind":
            namespace_of, _, account = name.partition("/")
            body["requestObject"] = {
                "kind": "ClusterRoleBinding", "metadata": {"name": f"view-{hexes(rng, 4)}"},
                "roleRef": {"kind": "ClusterRole", "name": "cluster-admin"},
                "subjects": [{"kind": "ServiceAccount", "name": account, "namespace": namespace_of}],
            }  # fmt: skip
        return [entry(LOG, ms, body)]

    def anonymous(self, rng: Random, ms: int, act: str, thing: str, address: str, agent: str, *,
                  refused: bool = True) -> list[Record]:  # fmt: skip
        """One request of who has no credential; ``namespace:name`` names the thing."""
        user: dict[str, object] = {"username": "system:anonymous", "groups": ["system:unauthenticated"]}
        namespace, _, name = thing.rpartition(":")
        return self._event(rng, ms, act, namespace or "default", name, user, address, agent, refused=refused)

    def _person(self, person: Person, group: str) -> dict[str, object]:
        return {"username": f"{person.login}@{self.domain}", "groups": [group, "system:authenticated"]}

    def used(self, rng: Random, person: Person, ms: int, address: str) -> list[Record]:
        """An engineer looks at pods."""
        team = self.teams[(sum(person.login.encode()) + rng.randrange(2)) % len(self.teams)]
        act, user = ("pods", "config")[rng.randrange(2)], self._person(person, "engineers")
        return self._event(rng, ms, act, team, f"{team}-app", user, address, _KUBECTL)

    def person_does(
        self, rng: Random, by: Person, ms: int, act: str, name: str, namespace: str, *, address: str = "",
        agent: str = _KUBECTL, group: str = "admins", refused: bool = False,
    ) -> list[Record]:  # fmt: skip
        """What an administrator, or one of another group, does by hand, or who has his session."""
        user = self._person(by, group)
        return self._event(rng, ms, act, namespace, name, user, address or by.office, agent, refused=refused)

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """The service accounts."""
        items = []
        for machine in (known for known in alive(machines, self.name, ms) if known.name not in self.unlisted):
            namespace, _, account = machine.name.partition("/")
            if namespace == _NODES:
                continue  # a node is no service account
            made = iso(max(machine.created, ms - 500 * DAY))
            items.append(
                {"metadata": {"name": account, "namespace": namespace, "uid": machine.key, "creationTimestamp": made}}
            )
        page = {"kind": "ServiceAccountList", "apiVersion": "v1", "metadata": {"resourceVersion": "1"}, "items": items}
        self.put(folder, ms, "service_accounts", page)

    def identifier(self, machine: Machine) -> str:
        """By the service account, or by the node's name."""
        namespace, _, account = machine.name.partition("/")
        return f"{self.source}:user:system:node:{account}" if namespace == _NODES else super().identifier(machine)
