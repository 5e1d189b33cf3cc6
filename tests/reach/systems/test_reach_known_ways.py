"""Single privileges of three systems whose answers were written down before keyroll was asked: who administers.

In each world somebody is worth taking: an administrator, an application or an account that administers.
"""

import csv
from pathlib import Path
from typing import Any

import pytest
from evaluated import reached

from keyroll.providers.entra.directory import ROLES
from keyroll.reach.system import Evaluated, SystemListing, SystemReads
from keyroll.reach.systems import entra, gcp, kubernetes

HERE = Path(__file__).parent
NUMBERS = {name: number for number, name in ROLES.items()}
CI, BOSS = "ci@shop.iam.gserviceaccount.com", "boss@shop.iam.gserviceaccount.com"


def entra_with(held: list[str]) -> tuple[Evaluated, str]:
    (one,) = held
    word, _, what = one.partition(" ")

    def role(who: str, name: str, kind: str) -> dict[str, Any]:
        principal = {"@odata.type": f"#microsoft.graph.{kind}"}
        return {"principalId": who, "roleDefinitionId": NUMBERS.get(name, name), "directoryScopeId": "/",
                "principal": principal}  # fmt: skip

    def permission(app: str, value: str) -> dict[str, Any]:
        return {"principalId": app, "principalType": "ServicePrincipal", "appRoleId": "x", "appRoleValue": value}

    roles = [role("root", "Global Administrator", "user"), role("g2", "Global Administrator", "group")]
    permissions = [permission("sp-2", "RoleManagement.ReadWrite.Directory")]
    if word == "role":
        roles.append(role("eve", what, "user"))
    else:
        permissions.append(permission("sp-1", what))
    pages: dict[str, list[Any]] = {
        "directory_roles": roles,
        "app_roles": permissions,
        "service_principals": [{"id": "sp-1", "appId": "app-1"}, {"id": "sp-2", "appId": "app-2"}],
        "conditional_access": [],
    }
    listings = {name: SystemListing(({"value": each},)) for name, each in pages.items()}
    members: tuple[Any, ...] = (
        {"group": "g1", "groupName": "staff", "value": []},
        {"group": "g2", "groupName": "tops", "value": []},
    )
    listings["group_members"] = SystemListing(members)
    people = tuple((f"entra@main:user:{one}", "person") for one in ("root", "eve", "bob"))
    found = entra.SYSTEM.steps(SystemReads("entra@main", listings, principals=people))
    return found, "user:eve" if word == "role" else "app_id:app-1"


def gcp_with(held: list[str]) -> tuple[Evaluated, str]:
    project = "//cloudresourcemanager.googleapis.com/projects/shop"
    bindings: list[Any] = [
        {"role": "projects/shop/roles/x", "members": [f"serviceAccount:{CI}"]},
        {"role": "roles/owner", "members": [f"serviceAccount:{BOSS}"]},
    ]
    policies: list[Any] = [{"resource": project, "policy": {"bindings": bindings}, "project": "projects/shop"}]
    custom: Any = {"roles": [{"name": "projects/shop/roles/x", "includedPermissions": held}]}
    listings = {
        "iam_policies": SystemListing((policies,)),
        "roles": SystemListing((custom,)),
        "deny_policies": SystemListing(({"policies": []},)),
    }
    accounts = tuple((f"gcp@shop:service_account:{one}", "service_account") for one in (CI, BOSS))
    return gcp.SYSTEM.steps(SystemReads("gcp@shop", listings, principals=accounts)), f"service_account:{CI}"


def kubernetes_with(held: list[str]) -> tuple[Evaluated, str]:
    everything = {"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}
    pages: dict[str, list[Any]] = {"cluster_roles": [], "roles": [], "cluster_role_bindings": [], "role_bindings": []}

    def give(where: str, role: str, rule: dict[str, Any], account: str) -> None:
        namespace, _, name = account.partition("/")
        inside = {"namespace": where} if where else {}
        prefix = "" if where else "cluster_"
        pages[f"{prefix}roles"].append({"metadata": {"name": role} | inside, "rules": [rule]})
        pages[f"{prefix}role_bindings"].append({
            "metadata": {"name": "b"} | inside,
            "roleRef": {"kind": "Role" if where else "ClusterRole", "name": role},
            "subjects": [{"kind": "ServiceAccount", "name": name, "namespace": namespace}],
        })  # fmt: skip

    give("", "boss", everything, "kube-system/top")
    for number, text in enumerate(held):
        where, _, rest = text.rpartition(": ") if not text.endswith("system:masters") else ("", "", text)
        words, _, name = rest.partition(" named ")
        verb, resource = words.split(" ")
        resource, _, group = resource.partition(".")
        rule = {"verbs": [verb], "apiGroups": [group], "resources": [resource]}
        give(where, f"r{number}", rule | ({"resourceNames": [name]} if name else {}), "shop/web")
    listings = {name: SystemListing(({"items": each},)) for name, each in pages.items()}
    accounts = tuple(
        (f"kubernetes@main:service_account:{one}", "service_account")
        for one in ("shop/ci", "shop/web", "pay/bill", "kube-system/top")
    )
    found = kubernetes.SYSTEM.steps(SystemReads("kubernetes@main", listings, (), accounts, (), ()))
    return found, "service_account:shop/web"


WORLDS = {"entra": entra_with, "gcp": gcp_with, "kubernetes": kubernetes_with}


def expected() -> list[tuple[str, str, str]]:
    with (HERE / "known_ways.csv").open() as file:
        return [(row["system"], row["held"], row["administers"]) for row in csv.DictReader(file)]


def administers(system: str, held: str) -> str:
    found, start = WORLDS[system](held.split(" + "))
    ends = {"administration", f"service_account:{BOSS}"} if system == "gcp" else {"administration"}
    if not any(one.id.endswith(f":{start}") for one in found.nodes):
        return "no"
    if ends & reached(found, start, known=True):
        return "yes"
    return "possible" if ends & reached(found, start) else "no"


@pytest.mark.parametrize(("system", "held", "answer"), expected())
def test_each_privilege_gets_the_answer_that_was_written_down(system: str, held: str, answer: str):
    assert administers(system, held) == answer
