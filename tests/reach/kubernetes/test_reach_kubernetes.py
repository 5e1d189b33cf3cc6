"""What subjects of a cluster may do: against the vendor's rules written down a second time, on random roles."""

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.model.truth import Answer
from keyroll.reach.escalations import Escalation, escalations
from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.closure import falls
from keyroll.reach.kubernetes.rules import BindingSubject, KubernetesCluster
from keyroll.reach.system import Evaluated, SystemListing, SystemReads
from keyroll.reach.systems.kubernetes import SYSTEM

NAME = "kubernetes@main"
NAMESPACES, NAMES = ("shop", "pay"), ("a", "b")
VERBS, GROUPS = ("get", "create"), ("", "apps")
RESOURCES = ("pods", "pods/log", "pods/scale", "secrets")
RBAC = "rbac.authorization.k8s.io"

rule = st.fixed_dictionaries(
    {
        "verbs": st.lists(st.sampled_from((*VERBS, "*")), max_size=2),
        "apiGroups": st.lists(st.sampled_from((*GROUPS, "*")), max_size=2),
        "resources": st.lists(st.sampled_from((*RESOURCES, "*", "*/log", "*/scale", "pods/*")), max_size=2),
    },
    optional={"resourceNames": st.lists(st.sampled_from(NAMES), max_size=2)},
)
role = st.tuples(st.sampled_from(("", *NAMESPACES)), st.sampled_from(("r1", "r2")), st.lists(rule, max_size=3))
someone = st.one_of(
    st.tuples(st.just("ServiceAccount"), st.sampled_from(NAMES), st.sampled_from(NAMESPACES)),
    st.tuples(st.just("User"), st.sampled_from(("ann", "system:serviceaccount:shop:a")), st.just("")),
    st.tuples(
        st.just("Group"),
        st.sampled_from(("system:serviceaccounts", "system:serviceaccounts:pay", "system:authenticated", "team")),
        st.just(""),
    ),
)
binding = st.tuples(
    st.sampled_from(("", *NAMESPACES)), st.booleans(), st.sampled_from(("r1", "r2")), st.lists(someone, max_size=2)
)


def pages(roles: list[Any], bindings: list[Any]) -> dict[str, Any]:
    made = {(where, name): rules for where, name, rules in roles}
    return {
        "cluster_roles": {"items": [
            {"metadata": {"name": name}, "rules": rules} for (at, name), rules in made.items() if not at
        ]},
        "roles": {"items": [
            {"metadata": {"name": name, "namespace": at}, "rules": rules} for (at, name), rules in made.items() if at
        ]},
        "cluster_role_bindings": {"items": [bound(*one) for one in bindings if not one[0]]},
        "role_bindings": {"items": [bound(*one) for one in bindings if one[0]]},
    }  # fmt: skip


def bound(where: str, of_cluster: bool, name: str, subjects: list[Any]) -> dict[str, Any]:
    return {
        "metadata": {"name": "b"} | ({"namespace": where} if where else {}),
        "roleRef": {"kind": "ClusterRole" if of_cluster or not where else "Role", "name": name},
        "subjects": [{"kind": kind, "name": one} | ({"namespace": at} if at else {}) for kind, one, at in subjects],
    }


def oracle(
    listed: dict[str, Any], who: BindingSubject, verb: str, group: str, resource: str, where: str, name: str
) -> bool:
    """The vendor's rules: each binding, each subject, each rule, one after the other."""
    user = f"system:serviceaccount:{who.namespace}:{who.name}" if who.kind == "ServiceAccount" else who.name
    groups = {"system:authenticated"}
    if who.kind == "ServiceAccount":
        groups |= {"system:serviceaccounts", f"system:serviceaccounts:{who.namespace}"}
    for one in listed["cluster_role_bindings"]["items"] + listed["role_bindings"]["items"]:
        at = one["metadata"].get("namespace", "")
        if at and at != where:
            continue
        applies = False
        for subject in one["subjects"]:
            if subject["kind"] == "User":
                applies |= subject["name"] == user
            elif subject["kind"] == "Group":
                applies |= subject["name"] in groups
            else:
                applies |= user == f"system:serviceaccount:{subject['namespace']}:{subject['name']}"
        kind = "cluster_roles" if one["roleRef"]["kind"] == "ClusterRole" else "roles"
        for item in listed[kind]["items"]:
            here = item["metadata"]["name"] == one["roleRef"]["name"]
            here &= kind == "cluster_roles" or item["metadata"]["namespace"] == at
            if applies and here and any(_rule_allows(each, verb, group, resource, name) for each in item["rules"]):
                return True
    return False


def _rule_allows(one: dict[str, Any], verb: str, group: str, resource: str, name: str) -> bool:
    if not ("*" in one["verbs"] or verb in one["verbs"]):
        return False
    if not ("*" in one["apiGroups"] or group in one["apiGroups"]):
        return False
    _, slash, part = resource.partition("/")
    if not any(each in ("*", resource) or (slash and each == "*/" + part) for each in one["resources"]):
        return False
    return not one.get("resourceNames") or name in one["resourceNames"]


@settings(max_examples=300, deadline=None)
@given(roles=st.lists(role, max_size=4), bindings=st.lists(binding, max_size=4))
def test_decisions_equal_the_vendors_rules(roles, bindings):
    listed = pages(roles, bindings)
    cluster = KubernetesCluster({name: [body] for name, body in listed.items()})
    who = [BindingSubject("ServiceAccount", name, where) for name in NAMES for where in NAMESPACES] + [
        BindingSubject("User", "ann")
    ]
    for one in who:
        ours = cluster.given(one)
        for request in itertools.product(VERBS, GROUPS, RESOURCES, ("", *NAMESPACES), ("", *NAMES)):
            verb, group, resource, where, name = request
            assert ours.allows(*request) is oracle(listed, one, verb, group, resource, where, name), (one, request)


def evaluated(listed: dict[str, Any], *, whole: bool = True, leave: str = "", **more: Any) -> Evaluated:
    listings = {name: SystemListing((body,), whole) for name, body in listed.items() if name != leave}
    return SYSTEM.steps(SystemReads(NAME, listings, (), PRINCIPALS, CREDENTIALS, PLACES, **more))


PRINCIPALS = tuple(
    (f"{NAME}:service_account:{one}", "service_account")
    for one in ("shop/ci", "shop/web", "pay/bill", "kube-system/top")
)
CREDENTIALS = ((f"{NAME}:token_secret:shop/ci-token", "token_secret"),)
PLACES = (f"{NAME}:secret:shop/db", f"{NAME}:secret:pay/card")
STARTS = f"{NAME}:service_account:shop/web"


def given_to_web(case: tuple[str, ...]) -> dict[str, Any]:
    """Roles of ``NAMESPACE: VERBS RESOURCES named NAME``, bound to shop/web; without a namespace for all."""
    roles, bindings = [], []
    for number, text in enumerate(case):
        where, _, rest = text.rpartition(": ")
        words, _, name = rest.partition(" named ")
        verbs, resource = words.split(" ")
        resource, _, group = resource.partition(".")
        made = {"verbs": verbs.split("|"), "apiGroups": [group], "resources": [resource]}
        roles.append((where, f"r{number}", [made | ({"resourceNames": [name]} if name else {})]))
        bindings.append((where, not where, f"r{number}", [("ServiceAccount", "web", "shop")]))
    return pages(roles, bindings)


def reached(found: Evaluated, *, known: bool = False) -> set[str]:
    graph = Graph.of(found.nodes, found.edges)
    graph = graph.certain if known else graph
    return {graph.ids[at].removeprefix(f"{NAME}:") for at in falls(graph, [graph.place[STARTS]]).nodes.tolist()}


@pytest.mark.parametrize("technique", escalations("kubernetes"), ids=lambda one: one.id)
@pytest.mark.parametrize("case", ["matches", "misses"])
def test_each_technique(technique: Escalation, case: str):
    found = evaluated(given_to_web(getattr(technique, case)))
    taken = [one for one in found.edges if one.start == STARTS and one.evidence.endswith(technique.id)]
    assert bool(taken) is (case == "matches")
    assert {one.truth.answer for one in taken} <= {Answer.UNKNOWN if technique.unlisted else Answer.YES}
    assert all("web" in one.reason for one in taken)


@pytest.mark.parametrize(
    ("case", "wanted", "not_wanted"),
    [
        ("shop: list secrets", {"secret:shop/db", "token_secret:shop/ci-token"}, {"secret:pay/card"}),
        ("shop: get secrets named db", {"secret:shop/db"}, {"token_secret:shop/ci-token", "secret:pay/card"}),
        ("list secrets", {"secret:shop/db", "secret:pay/card"}, {"administration"}),
        ("pay: create pods", {"service_account:pay/bill"}, {"service_account:kube-system/top"}),
        ("create pods", {"service_account:kube-system/top", "service_account:shop/ci"}, {"administration"}),
        ("shop: create serviceaccounts/token named ci", {"service_account:shop/ci"}, {"service_account:pay/bill"}),
        ("shop: *|x *", {"service_account:shop/ci", "secret:shop/db"}, {"administration", "secret:pay/card"}),
    ],
)
def test_what_is_reached(case, wanted, not_wanted):
    got = reached(evaluated(given_to_web((case,))), known=True)
    assert wanted <= got
    assert not not_wanted & got


def test_everything_and_system_masters_administer():
    everything = [("", "all", [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}])]
    listed = pages(everything, [("", True, "all", [("Group", "system:serviceaccounts:shop", "")])])
    found = evaluated(listed)
    assert {"administration", "secret:pay/card", "service_account:kube-system/top"} <= reached(found, known=True)
    assert found.judged
    listed = pages([], [("", True, "r1", [("Group", "system:masters", "")])])
    assert any(
        one.start == f"{NAME}:group:system:masters" and one.kind == "administers" for one in evaluated(listed).edges
    )


def test_what_was_not_read_is_possible():
    listed = pages([], [("", True, "r1", [("ServiceAccount", "web", "shop")])])
    assert "administration" not in reached(evaluated(listed))  # the list is whole: there is no such role
    assert "administration" in reached(evaluated(listed, whole=False))
    assert "administration" not in reached(evaluated(listed, whole=False), known=True)
    assert not evaluated(listed, whole=False).judged
    assert "administration" in reached(evaluated(listed, leave="cluster_role_bindings"))


def test_a_role_that_gathers_others_has_their_rules():
    reads = {"verbs": ["get"], "apiGroups": [""], "resources": ["secrets"]}
    selector = {"matchExpressions": [{"key": "to-view", "operator": "In", "values": ["yes"]}]}
    listed = pages([], [("", True, "view", [("ServiceAccount", "web", "shop")])])
    listed["cluster_roles"]["items"] = [
        {"metadata": {"name": "view"}, "aggregationRule": {"clusterRoleSelectors": [selector]}, "rules": None},
        {"metadata": {"name": "more", "labels": {"to-view": "yes"}}, "rules": [reads]},
        {"metadata": {"name": "none", "labels": {"to-view": "no"}}, "rules": [reads | {"resources": ["pods/exec"]}]},
    ]
    got = reached(evaluated(listed), known=True)
    assert "secret:pay/card" in got
    assert "service_account:pay/bill" not in reached(evaluated(listed))
