"""Google Cloud: techniques, and random bindings and denials against the vendor's rules written down a second time."""

from fnmatch import fnmatchcase
from typing import Any, cast

import pytest
from evaluated import check_case, reached, taken_by
from hypothesis import given
from hypothesis import strategies as st

from keyroll.model.json import Json, Record
from keyroll.model.truth import Answer
from keyroll.reach.escalations import Escalation, escalations
from keyroll.reach.google.bindings import allowed, bindings, denials, hierarchy
from keyroll.reach.system import SystemListing, SystemReads
from keyroll.reach.systems.gcp import SYSTEM

NAME = "gcp@main"
CI, WEB = "ci@shop.iam.gserviceaccount.com", "web@shop.iam.gserviceaccount.com"
FOLDER, ORGANISATION = "folders/9", "organizations/1"
START = f"service_account:{CI}"


def result(resource: str, *roles: tuple[str, str], condition: bool = False) -> dict[str, Any]:
    full = f"//cloudresourcemanager.googleapis.com/{resource}"
    around: dict[str, Any] = {"organization": ORGANISATION}
    around |= {"folders": [FOLDER]} if resource != ORGANISATION else {}
    around |= {"project": resource} if resource.startswith("projects/") else {}
    bound = [
        {"role": role, "members": [who]} | ({"condition": {"title": "t"}} if condition else {}) for role, who in roles
    ]
    return {"resource": full, "policy": {"bindings": bound}} | around


def source(results: list[Any], *, roles: list[Any] | None = None, deny: list[Any] | None = None) -> SystemReads:
    listings = {"iam_policies": SystemListing((results,))}
    listings |= {"roles": SystemListing(({"roles": roles},))} if roles is not None else {}
    listings |= {"deny_policies": SystemListing(({"policies": deny},))} if deny is not None else {}
    principals = tuple((f"{NAME}:service_account:{one}", "service_account") for one in (CI, WEB))
    return SystemReads(NAME, listings, principals=principals, credentials=((f"{NAME}:api_key:k1", "api_key"),))


@pytest.mark.parametrize("technique", escalations("gcp"), ids=lambda one: one.id)
@pytest.mark.parametrize("case", ["matches", "misses"])
def test_each_technique(technique: Escalation, case: str):
    role = {"name": "projects/shop/roles/x", "includedPermissions": list(getattr(technique, case))}
    bound = result("projects/shop", ("projects/shop/roles/x", f"serviceAccount:{CI}"))
    found = SYSTEM.steps(source([bound], roles=[role], deny=[]))
    check_case(technique, case, taken_by(technique, found.edges, f"{NAME}:{START}"))


@pytest.mark.parametrize(
    ("where", "role", "wanted", "not_wanted"),
    [
        (ORGANISATION, "roles/owner", {"administration", f"service_account:{WEB}", "secrets:projects/shop"}, set()),
        (FOLDER, "roles/iam.serviceAccountTokenCreator", {f"service_account:{WEB}"}, {"secrets:projects/shop"}),
        ("projects/shop", "roles/resourcemanager.projectIamAdmin", {"secrets:projects/shop"}, {"administration"}),
        ("projects/shop", "roles/storage.objectViewer", {"objects:projects/shop"}, {f"service_account:{WEB}"}),
        ("projects/shop", "roles/logging.viewer", set(), {"objects:projects/shop"}),
    ],
)  # fmt: skip
def test_what_a_role_gives_where_it_is_bound(where: str, role: str, wanted: set[str], not_wanted: set[str]):
    bound = result(where, (role, f"serviceAccount:{CI}"))
    found = SYSTEM.steps(source([bound, result("projects/shop"), result(FOLDER)], deny=[]))
    assert wanted <= reached(found, START, known=True)
    assert not not_wanted & reached(found, START, known=True)


def test_what_was_not_read_is_possible():
    bound = [result("projects/shop", ("roles/iam.serviceAccountKeyAdmin", f"serviceAccount:{CI}"))]
    unread = SYSTEM.steps(source(bound))
    assert f"service_account:{WEB}" in reached(unread, START) - reached(unread, START, known=True)
    custom = SYSTEM.steps(source([result("projects/shop", ("projects/shop/roles/x", f"serviceAccount:{CI}"))], deny=[]))
    assert "place:projects/shop" in reached(custom, START) - reached(custom, START, known=True)
    conditional = SYSTEM.steps(
        source([result("projects/shop", ("roles/owner", f"serviceAccount:{CI}"), condition=True)], deny=[])
    )
    assert "secrets:projects/shop" in reached(conditional, START) - reached(conditional, START, known=True)
    open_ = SYSTEM.steps(source([result("projects/shop", ("roles/storage.objectViewer", "allUsers"))], deny=[]))
    assert "objects:projects/shop" in reached(open_, "anyone:allUsers", known=True)


PERMISSION = "iam.serviceAccountKeys.create"
WHERE = ("projects/shop", "folders/9", "organizations/1", "projects/pay")
denied = st.fixed_dictionaries({
    "where": st.sampled_from(WHERE),
    "who": st.sampled_from(("principalSet://goog/public:all", f"principal://iam.googleapis.com/projects/-/serviceAccounts/{CI}",
                            f"principal://iam.googleapis.com/projects/-/serviceAccounts/{WEB}")),
    "except": st.booleans(),
    "what": st.sampled_from(("iam.googleapis.com/serviceAccountKeys.create", "iam.googleapis.com/*.*",
                             "storage.googleapis.com/*.*")),
})  # fmt: skip


@given(st.sampled_from(WHERE[:3]), st.lists(denied, max_size=3))
def test_random_denials(where: str, rules: list[dict[str, Any]]):
    me = f"principal://iam.googleapis.com/projects/-/serviceAccounts/{CI}"
    policies = [
        {"name": f"policies/cloudresourcemanager.googleapis.com%2F{one['where'].replace('/', '%2F')}/denypolicies/d",
         "rules": [{"denyRule": {"deniedPrincipals": [one["who"]], "deniedPermissions": [one["what"]],
                                 "exceptionPrincipals": [me] if one["except"] else []}}]}
        for one in rules
    ]  # fmt: skip
    (binding,) = bindings([Record(result(where, ("roles/owner", f"serviceAccount:{CI}")), "")])
    got = allowed(
        binding, PERMISSION, list(denials(Record(cast("dict[str, Json]", one), "") for one in policies)), read=True
    ).answer
    chain = {"projects/shop": WHERE[:3], FOLDER: WHERE[1:3], ORGANISATION: WHERE[2:3]}[where]
    about = [
        one for one in rules
        if not one["except"] and one["who"] in (me, "principalSet://goog/public:all")
        and fnmatchcase("iam.googleapis.com/serviceAccountKeys.create", one["what"])
    ]  # fmt: skip
    if any(one["where"] in chain for one in about):
        assert got is Answer.NO
    elif where.startswith("projects/") or not about:
        assert got is Answer.YES
    else:
        assert got is Answer.UNKNOWN


def test_what_a_listing_says_of_a_predefined_role_counts_and_one_that_nothing_says_anything_of_is_not_evaluated():
    bound = [
        result("projects/shop", ("roles/new.admin", f"serviceAccount:{CI}"), ("roles/owner", "user:ann@a.example"))
    ]
    read = [{"name": "roles/new.admin", "includedPermissions": ["secretmanager.versions.access"]},
            {"name": "roles/owner", "includedPermissions": ["x.y.get"]}]  # fmt: skip
    found = SYSTEM.steps(source(bound, roles=read, deny=[]))
    assert "secrets:projects/shop" in reached(found, START, known=True)
    assert "secrets:projects/shop" not in reached(found, "user:ann@a.example")
    assert not found.unread
    unread = SYSTEM.steps(source(bound, deny=[]))
    assert unread.unread == {f"{NAME}:{START}": ("roles/new.admin",)}
    assert reached(unread, START) == {START}


def test_policies_of_single_resources_hold_below_by_the_hierarchy_and_denials_by_the_number_of_a_project():
    full = "//cloudresourcemanager.googleapis.com/"
    results = [
        {
            "resource": full + FOLDER,
            "policy": {"bindings": [{"role": "roles/owner", "members": [f"serviceAccount:{CI}"]}]},
        },
        {"resource": full + "projects/shop", "policy": {}},
    ]
    made = source(results, deny=[])
    tree: tuple[Any, ...] = (
        {"projects": [{"name": "projects/7", "projectId": "shop", "parent": FOLDER}]},
        {"name": FOLDER, "parent": ORGANISATION},
    )
    found = SYSTEM.steps(SystemReads(NAME, {**made.listings, "hierarchy": SystemListing(tree)}, (), made.principals))
    assert {"place:projects/shop", "secrets:projects/shop"} <= reached(found, START, known=True)
    assert "administration" not in reached(found, START)
    known = hierarchy(Record(cast("dict[str, Json]", one), "") for one in tree)
    name = "policies/cloudresourcemanager.googleapis.com%2Fprojects%2F7/denypolicies/d"
    (denial,) = denials([Record({"name": name, "rules": [{"denyRule": {}}]}, "")], known)
    assert denial.where == "projects/shop"
    assert list(known.above(f"iam.googleapis.com/projects/shop/serviceAccounts/{CI}")) == [
        "projects/shop", FOLDER, ORGANISATION,
    ]  # fmt: skip
