"""Narrower roles of Kubernetes allow each request that was made, nothing new, and keep what no log can show."""

import itertools

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.errors import NothingToDo, UsageError
from keyroll.reach.kubernetes.rules import BindingSubject, KubernetesCluster, SubjectRules
from keyroll.reach.least.languages.kubernetes import read_again
from keyroll.reach.system import SystemListing, SystemReads
from reach.least.uses import logged, narrowed, use, written

NAME, ALL = "kubernetes@main", frozenset({"requests"})
WHO, SUBJECT = "shop/ci", BindingSubject("ServiceAccount", "ci", "shop")
RBAC = "rbac.authorization.k8s.io"


def reads(rules, where="", name="work"):
    subject = {"kind": "ServiceAccount", "name": "ci", "namespace": "shop"}
    role = {"metadata": {"name": name} | ({"namespace": where} if where else {}), "rules": rules}
    binding = {"metadata": role["metadata"], "subjects": [subject],
               "roleRef": {"kind": "Role" if where else "ClusterRole", "name": name}}  # fmt: skip
    kinds = ("roles", "role_bindings") if where else ("cluster_roles", "cluster_role_bindings")
    return SystemReads(
        NAME, {kind: SystemListing(({"items": [one]},)) for kind, one in zip(kinds, (role, binding), strict=True)}
    )


def rule(verbs, resources, groups="", names=""):
    made = {"verbs": verbs.split(), "resources": resources.split(), "apiGroups": groups.split(",")}
    return made | ({"resourceNames": names.split()} if names else {})


def rules_of(result):
    return [
        (one["metadata"].get("namespace", ""), each)
        for one in yaml.safe_load_all(result.document) if "rules" in one for each in one["rules"]
    ]  # fmt: skip


def test_a_role_becomes_the_requests_that_were_made_where_they_were_made() -> None:
    log = logged(
        use("", "get", "pods shop/web"),
        use("", "list", "pods shop/"),
        use("apps", "patch", "deployments shop/web"),
        shows=ALL,
    )
    result = narrowed(reads([rule("*", "*", "*")]), WHO, log)
    found = rules_of(result)
    assert ("shop", {"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"]}) in found
    assert ("shop", {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["patch"]}) in found
    assert not any(set(each["verbs"]) & {"delete", "create"} for where, each in found if where)
    assert result.removed == ("* *.* everywhere",)
    # A patch may set an owner, and the finalizers of that are asked for within it.
    assert any(each["resources"] == ["*/finalizers"] and not where for where, each in found)


def test_star_stays_where_nobody_says_that_all_requests_are_recorded() -> None:
    result = narrowed(reads([rule("*", "*", "*")]), WHO, logged(use("", "get", "pods shop/web")))
    assert result.removed == ()
    assert "--data-events requests" in result.kept[0].because


def test_what_the_log_shows_of_others_can_be_called_unused() -> None:
    granted = reads([rule("get delete", "pods secrets")], "shop")
    shows = frozenset({"get  pods", "delete  pods", "get  secrets"})
    result = narrowed(granted, WHO, logged(use("", "get", "pods shop/web"), shows=shows))
    assert result.removed == ("delete pods in shop", "get secrets in shop")
    assert [one.pattern for one in result.kept] == ["delete secrets in shop"]


@pytest.mark.parametrize(
    ("request_made", "verb", "stays"),
    [("create rolebindings", "bind", True), ("get rolebindings", "bind", False), ("update roles", "escalate", True),
     ("create rolebindings", "escalate", False)],
)  # fmt: skip
def test_a_verb_that_is_asked_for_within_a_request_stays_with_it(request_made, verb, stays) -> None:
    done, resource = request_made.split()
    granted = reads([rule("bind escalate get create update", "roles rolebindings clusterroles", RBAC)])
    result = narrowed(granted, WHO, logged(use(RBAC, done, f"{resource} shop/x"), shows=ALL))
    assert any(verb in each["verbs"] for _, each in rules_of(result)) is stays


def test_impersonation_keeps_the_groups_that_may_go_with_it() -> None:
    granted = reads([rule("impersonate", "users groups")])
    result = narrowed(granted, WHO, logged(use("", "impersonate", "users /ann"), shows=ALL))
    assert rules_of(result)[0][1]["verbs"] == ["impersonate"]
    assert "impersonate groups everywhere" in [one.pattern for one in result.kept]


def test_paths_stay_as_they_are() -> None:
    granted = reads([{"verbs": ["get"], "nonResourceURLs": ["/metrics"]}, rule("get", "pods")])
    result = narrowed(granted, WHO, logged(shows=ALL))
    assert [each for _, each in rules_of(result)] == [{"nonResourceURLs": ["/metrics"], "verbs": ["get"]}]


def test_nobody_is_called_unused_whom_no_record_names() -> None:
    with pytest.raises(NothingToDo, match="audit policy"):
        narrowed(reads([rule("get", "pods")]), WHO, logged())


def test_a_role_that_was_not_read_is_refused() -> None:
    one = reads([rule("get", "pods")])
    lost = SystemReads(NAME, {"cluster_role_bindings": one.listings["cluster_role_bindings"]})
    with pytest.raises(UsageError, match="no list has the role work"):
        narrowed(lost, WHO, logged(shows=ALL))


def test_a_request_that_no_role_explains_is_named() -> None:
    result = narrowed(reads([rule("get", "pods")]), WHO, logged(use("", "delete", "nodes /n1"), shows=ALL))
    assert result.unplaced == ("delete nodes /n1",)


VERBS, GROUPS, RESOURCES, NAMES = (
    ("get", "create", "bind", "delete"),
    ("", RBAC),
    ("pods", "pods/log", "roles", "nodes/proxy"),
    ("", "a", "b"),
)
PLACES = ("", "shop", "pay")
drawn_rules = st.lists(
    st.builds(
        lambda verbs, resources, groups, names: {"verbs": verbs, "resources": resources, "apiGroups": groups}
        | ({"resourceNames": names} if names else {}),
        st.lists(st.sampled_from((*VERBS, "*")), min_size=1, max_size=3),
        st.lists(st.sampled_from((*RESOURCES, "*", "*/log")), min_size=1, max_size=3),
        st.lists(st.sampled_from((*GROUPS, "*")), min_size=1, max_size=2),
        st.lists(st.sampled_from(NAMES[1:]), max_size=2),
    ),
    min_size=1, max_size=4,
)  # fmt: skip
requests = st.tuples(
    st.sampled_from(("get", "create", "delete")), st.sampled_from(GROUPS), st.sampled_from(RESOURCES),
    st.sampled_from(PLACES), st.sampled_from(NAMES),
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(
    drawn_rules, st.sampled_from(("", "shop")), st.lists(requests, min_size=1, max_size=6),
    st.lists(requests, max_size=4), st.booleans(),
)  # fmt: skip
def test_each_request_stays_allowed_and_nothing_new_is(rules, where, made, others, whole) -> None:
    granted = reads(rules, where)
    uses = [use(group, verb, f"{resource} {at}/{name}") for verb, group, resource, at, name in made]
    shows = ALL if whole else frozenset(f"{verb} {group} {resource}" for verb, group, resource, *_ in (*made, *others))
    result = narrowed(granted, WHO, logged(*uses, shows=shows))
    before = SubjectRules(tuple((where, one) for one in KubernetesCluster({
        kind: listing.pages for kind, listing in granted.listings.items()
    }).roles[where, "work"]), ())  # fmt: skip
    after = SubjectRules(read_again(written(result), SUBJECT), ())
    for asked in itertools.product(VERBS, GROUPS, RESOURCES, PLACES, NAMES):
        old, new = before.allows(*asked), after.allows(*asked)
        assert old or not new
        if asked in made:
            assert new is old
        verb, group, resource, *_ = asked
        # What no record could show is not taken away.
        if not whole and verb in ("get", "create", "delete") and f"{verb} {group} {resource}" not in shows:
            assert new is old
