"""Kubernetes: service accounts in their namespaces, the API server's audit log, the list of service accounts."""

from random import Random

import orjson

from keyroll.replay.folder import Folder, Log
from keyroll.replay.streams import hexes, uuid
from keyroll.replay.times import DAY, HOUR, day_of, iso, iso_ms
from scenarios.companies.halden import CLUSTER, DOMAIN, TEAMS
from scenarios.machine import Machine, Person
from scenarios.systems import Record, alive

LOG = Log("kubernetes@main", "audit", "{day}.ndjson.gz")
#: Verb and resource.
ACTS: dict[str, tuple[str, str]] = {
    "pods": ("list", "pods"), "config": ("get", "configmaps"), "secret": ("get", "secrets"),
    "secrets": ("list", "secrets"), "deploy": ("patch", "deployments"), "lease": ("update", "leases"),
    "nodes": ("list", "nodes"), "namespaces": ("list", "namespaces"), "bind": ("create", "clusterrolebindings"),
    "rules": ("create", "selfsubjectrulesreviews"), "token": ("create", "serviceaccounts/token"),
    "exec": ("create", "pods/exec"), "rolebind": ("create", "rolebindings"),
}  # fmt: skip


class Kubernetes:
    """The cluster."""

    name = "kubernetes"
    domain, teams = DOMAIN, TEAMS

    def machines(self, rng: Random) -> list[Machine]:
        """A controller and a deployer for each team's namespace."""
        found = []
        for number, team in enumerate(TEAMS):
            acts = ("pods", "config", "lease") if number % 2 else ("pods", "secret", "deploy")
            found.append(
                Machine(
                    "kubernetes", f"{team}/{('operator', 'deployer')[number % 2 == 0]}", uuid(rng),
                    f"{CLUSTER}.{10 + rng.randrange(200)}",
                    ("kube-operator/v1.31.2 (linux/amd64)", "argocd-controller/v2.13.1")[number % 2],
                    (HOUR, 2 * HOUR)[rng.randrange(2)], 2 + rng.randrange(3),
                    [f"{team}-{name}" for name in ("app", "db")], acts, phase=rng.randrange(DAY),
                )
            )  # fmt: skip
        return found

    def work(self, rng: Random, one: Machine, ms: int, act: str, thing: str, **told: str) -> list[Record]:
        """One request of a service account; ``told`` may name another ``namespace``."""
        namespace, _, account = one.name.partition("/")
        user: dict[str, object] = {
            "username": f"system:serviceaccount:{namespace}:{account}", "uid": one.key,
            "groups": ["system:serviceaccounts", f"system:serviceaccounts:{namespace}", "system:authenticated"],
            "extra": {"authentication.kubernetes.io/credential-id": [f"JTI={uuid(rng)}"]},
        }  # fmt: skip
        where = told.get("namespace") or namespace
        address, agent = told.get("address") or one.place(ms), told.get("agent") or one.client(ms)
        line = self._event(rng, ms, act, where, thing, user, address, agent, refused=bool(told.get("refused")))
        return [(LOG, ms, line)]

    def _event(
        self, rng: Random, ms: int, act: str, namespace: str, name: str, user: dict[str, object], address: str,
        agent: str, *, refused: bool,
    ) -> str:  # fmt: skip
        verb, asked = ACTS[act]
        resource, _, part = asked.partition("/")
        ref = {"resource": resource, "apiVersion": "v1"} | ({"namespace": namespace} if resource != "nodes" else {})
        if name and (part or verb in ("get", "patch", "update")):
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
        return orjson.dumps(body).decode()

    def _person(self, one: Person, group: str) -> dict[str, object]:
        return {"username": f"{one.login}@{self.domain}", "groups": [group, "system:authenticated"]}

    def live(self, rng: Random, one: Person, ms: int, address: str) -> list[Record]:
        """An engineer looks at pods."""
        user = self._person(one, "engineers")
        team = self.teams[(sum(one.login.encode()) + rng.randrange(2)) % len(self.teams)]
        line = self._event(rng, ms, ("pods", "config")[rng.randrange(2)], team, f"{team}-app", user, address,
                           "kubectl/v1.32.1 (darwin/arm64)", refused=False)  # fmt: skip
        return [(LOG, ms, line)]

    def person_does(self, rng: Random, by: Person, ms: int, act: str, name: str, namespace: str) -> list[Record]:
        """What an administrator does by hand."""
        user = self._person(by, "admins")
        line = self._event(rng, ms, act, namespace, name, user, by.office, "kubectl/v1.32.1 (darwin/arm64)",
                           refused=False)  # fmt: skip
        return [(LOG, ms, line)]

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """The service accounts."""
        items = []
        for one in alive(machines, self.name, ms):
            namespace, _, account = one.name.partition("/")
            made = iso(max(one.created, ms - 500 * DAY))
            items.append(
                {"metadata": {"name": account, "namespace": namespace, "uid": one.key, "creationTimestamp": made}}
            )
        page = {"kind": "ServiceAccountList", "apiVersion": "v1", "metadata": {"resourceVersion": "1"}, "items": items}
        folder.survey("kubernetes@main", day_of(ms), "service_accounts.json", [orjson.dumps(page)])

    def identifier(self, one: Machine) -> str:
        """By the account."""
        return f"kubernetes@main:service_account:{one.name}"
