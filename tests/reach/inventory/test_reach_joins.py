"""Steps from one system into another: GitHub's tokens at AWS, Google groups, delegation over a whole domain."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.api import Keyroll
from keyroll.api.reaching import Reach
from keyroll.model.truth import Answer
from keyroll.reach.graph.model import Node
from keyroll.reach.inventory.delegations import delegated, scopes
from keyroll.reach.inventory.joins import pipeline_gets, workflow_gets
from keyroll.reach.wildcards import like
from small_world import NOW, SmallWorld

ISSUER = "token.actions.githubusercontent.com"
AWS = "aws@123456789012"
CI = "ci@shop.iam.gserviceaccount.com"


def role(name: str, *subjects: str, issuer: str = ISSUER) -> dict[str, object]:
    """A role of an account dump that takes tokens of these subjects."""
    condition = {"StringLike": {f"{issuer}:sub": list(subjects)}}
    provider = f"arn:aws:iam::123456789012:oidc-provider/{issuer}"
    statement = {"Effect": "Allow", "Principal": {"Federated": provider}, "Condition": condition,
                 "Action": "sts:AssumeRoleWithWebIdentity"}  # fmt: skip
    return {
        "RoleName": name, "RoleId": f"AROA{name}", "Arn": f"arn:aws:iam::123456789012:role/{name}", "Path": "/",
        "CreateDate": "2025-01-01T00:00:00Z", "AssumeRolePolicyDocument": {"Statement": [statement]},
        "RolePolicyList": [], "AttachedManagedPolicies": [], "InstanceProfileList": [], "Tags": [],
    }  # fmt: skip


ROLES = [
    role("deploy", "repo:acme/app:environment:prod"), role("build", "repo:acme/app:*"),
    role("main", "repo:acme/app:ref:refs/heads/main"), role("other", "repo:other/app:*"),
    role("made", "repo:acme/app:environment:made-up"), role("all", "repo:acme/*"),
    role("by-id", "repo:acme@12/app@34:*"), role("other-id", "repo:other@12/app@34:*"),
    role("lab", "project_path:acme/app:ref_type:branch:ref:*", issuer="gitlab.com"),
    role("lab-main", "project_path:acme/app:ref_type:branch:ref:main", issuer="gitlab.com"),
    role("lab-other", "project_path:acme/web:ref_type:branch:ref:*", issuer="gitlab.com"),
]  # fmt: skip
DUMP = {"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": ROLES, "Policies": [], "IsTruncated": False}
MAY = dict.fromkeys(("admin", "maintain"), False) | dict.fromkeys(("push", "triage", "pull"), True)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    world = SmallWorld(tmp_path_factory.mktemp("joins"))
    world.survey(AWS, "10-20", "account_authorization_details", DUMP)
    world.survey("github@main", "10-20", "collaborators", {
        "repository": "acme/app", "collaborators": [{"login": "ann", "permissions": MAY}],
    })  # fmt: skip
    member = {"id": 3, "username": "ann", "state": "active", "access_level": 30}
    world.survey(
        "gitlab@main", "10-20", "project_members", {"of": "project 7", "path": "acme/app", "members": [member]}
    )
    rules = [{"type": "required_reviewers"}]
    world.survey("github@main", "10-20", "environments", {
        "repository": "acme/app", "environments": [{"name": "prod", "protection_rules": rules}],
    })  # fmt: skip
    bindings = [{"role": "roles/owner", "members": ["group:ops@a.example"]},
                {"role": "roles/pubsub.viewer", "members": [f"serviceAccount:{CI}"]}]  # fmt: skip
    world.survey("gcp@main", "10-20", "iam_policies", [
        {"resource": "//cloudresourcemanager.googleapis.com/projects/shop", "policy": {"bindings": bindings}},
    ])  # fmt: skip
    world.survey("gcp@main", "10-20", "hierarchy", {
        "projects": [{"name": "projects/1", "projectId": "shop", "parent": "organizations/7"}],
    })  # fmt: skip
    world.survey("gcp@main", "10-20", "service_accounts", {
        "accounts": [{"name": f"projects/shop/serviceAccounts/{CI}", "email": CI, "uniqueId": "1157"}],
    })  # fmt: skip
    world.survey("gcp@main", "10-20", "service_account_keys", {"keys": [
        {"name": f"projects/shop/serviceAccounts/{CI}/keys/k1", "keyType": "USER_MANAGED",
         "validAfterTime": "2025-01-01T00:00:00Z"},
    ]})  # fmt: skip
    member = {"id": "1", "email": "ann@a.example", "type": "USER"}
    inner = {"id": "2", "email": "oncall@a.example", "type": "GROUP"}
    about = {"kind": "admin#directory#members"}
    world.survey(
        "google_workspace@main", "10-20", "group_members",
        about | {"group": "ops@a.example", "members": [inner]},
        about | {"group": "oncall@a.example", "members": [member]},
    )  # fmt: skip
    world.log(
        "google_workspace@main", "activities", *(json.dumps(one) for one in (allowed(1, "1157"), allowed(2, "9")))
    )
    world.sync()
    return world


@pytest.fixture(scope="module")
def asked(world: SmallWorld) -> Reach:
    return Reach.of(Keyroll.open(Path(world.path) / "home", now=NOW, create=False).home)


def allowed(number: int, client: str) -> dict[str, object]:
    """The record of an administrator who lets a client act as anybody."""
    event = {"type": "DOMAIN_SETTINGS", "name": "AUTHORIZE_API_CLIENT_ACCESS",
             "parameters": [{"name": "API_CLIENT_NAME", "value": client}]}  # fmt: skip
    who = {
        "time": "2025-10-01T10:00:00.000Z",
        "uniqueQualifier": str(number),
        "applicationName": "admin",
        "customerId": "C1",
    }
    return {"kind": "admin#reports#activity", "id": who, "actor": {"email": "root@a.example", "profileId": "7"},
            "ipAddress": "192.0.2.9", "events": [event]}  # fmt: skip


def reached(asked: Reach, start: str) -> set[str]:
    return {asked.graph.ids[one] for one in asked.falls(start).nodes.tolist()}


def because(asked: Reach, start: str, end: str) -> str:
    found = asked.graph.best_edge(asked.graph.place[start], asked.graph.place[end])
    return str(asked.graph.details[asked.graph.detail[found]].because)


def test_a_workflow_becomes_each_role_whose_trust_policy_takes_its_token(asked: Reach):
    roles = {one.rpartition(":")[2] for one in reached(asked, "github@main:user:ann") if f"{AWS}:role:" in one}
    assert roles == {"deploy", "build", "main", "made", "all", "by-id"}
    workflow, outside = "github@main:workflow:acme/app", f"{AWS}:outside:oidc:{ISSUER}:"
    assert because(asked, workflow, f"{outside}repo:acme/app:*") == ""
    assert "ids" in because(asked, workflow, f"{outside}repo:acme@12/app@34:*")
    assert "branches" in because(asked, workflow, f"{outside}repo:acme/app:ref:refs/heads/main")
    assert "was not listed" in because(asked, workflow, f"{outside}repo:acme/app:environment:made-up")
    environment = "github@main:environment:acme/app/prod"
    assert because(asked, environment, f"{outside}repo:acme/app:environment:prod") == ""
    assert because(asked, workflow, environment) == "a reviewer must approve the run"


def test_a_pipeline_of_gitlab_may_become_each_role_whose_trust_policy_takes_its_token(asked: Reach):
    roles = {one.rpartition(":")[2] for one in reached(asked, "gitlab@main:user:3") if f"{AWS}:role:" in one}
    assert roles == {"lab", "lab-main"}
    start, outside = "gitlab@main:pipeline:project 7", f"{AWS}:outside:oidc:gitlab.com:project_path:acme/app:ref_type:"
    where = "whether gitlab@main is the issuer gitlab.com was not read"
    assert because(asked, start, f"{outside}branch:ref:*") == where
    assert because(asked, start, f"{outside}branch:ref:main").endswith(f"were not read; {where}")


LABELLED = [f"ref_type:{one}" for one in ("branch:ref:main", "branch:ref:dev", "branch:ref:x", "tag:ref:v1")]


@given(
    st.sampled_from(["acme/app:", "acme/a*:", "acme/*", "*", "acme/web:", "a/ap?:"]),
    st.sampled_from(["", "*", "ref_type:branch:*", "ref_type:branch:ref:main", "ref_type:tag:ref:*", "x"]),
)
def test_a_pipeline_gets_a_subject_where_one_of_its_runs_has_one_that_fits(start: str, rest: str):
    pattern = f"project_path:{start}{rest}"
    fits = [one for one in LABELLED if like(pattern, f"project_path:acme/app:{one}")]
    found = pipeline_gets("acme/app", pattern)
    assert (found is not None) is bool(fits)
    if "ref_type:branch:ref:dev" in fits:
        assert found == ""


SUBJECTS = ["ref:refs/heads/main", "ref:refs/heads/dev", "ref:refs/tags/v1", "pull_request", "environment:prod"]


@given(
    st.sampled_from(["repo:acme/app:", "repo:acme/a*:", "repo:acme/*", "repo:*", "*", "repo:acme/web:", "repo:a/ap?:"]),
    st.sampled_from(["", "*", "ref:*", "ref:refs/heads/main", "ref:refs/heads/*", "pull_request", "environment:prod",
                     "environment:*", "ref:refs/tags/v?", "x"]),
)  # fmt: skip
def test_a_workflow_gets_a_subject_where_one_of_its_runs_has_one_that_fits(start: str, rest: str):
    pattern = start + rest
    fits = [one for one in SUBJECTS if like(pattern, f"repo:acme/app:{one}")]
    found = workflow_gets("acme/app", pattern, ())
    assert fits == [] or found is not None
    # Whoever may push to any branch, and open a pull request, surely has a run of these.
    if {"ref:refs/heads/dev", "pull_request"} & set(fits):
        assert found == ""
    if start == "repo:acme/web:" or rest == "x":
        assert found is None


def test_members_of_google_groups_hold_what_the_group_holds_also_by_groups_within(asked: Reach):
    there = reached(asked, "gcp@main:user:ann@a.example")
    assert {"gcp@main:group:oncall@a.example", "gcp@main:group:ops@a.example", "gcp@main:place:projects/shop"} <= there


def test_a_service_account_with_delegation_acts_as_anybody_as_far_as_its_scopes_go(asked: Reach):
    assert "google_workspace@main:people" in reached(asked, f"gcp@main:service_account:{CI}")
    said = because(asked, f"gcp@main:service_account:{CI}", "google_workspace@main:people")
    assert said == "the log does not show the scopes of the client"


SCOPE = "https://www.googleapis.com/auth/"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", ()),
        ("authorize_api_client_access", ()),
        (f"{SCOPE}drive, {SCOPE}admin.directory.user", ("admin.directory.user", "drive")),
        (f'["{SCOPE}gmail.readonly","https://mail.google.com/"]', ("gmail.readonly", "https://mail.google.com")),
    ],
)
def test_scopes_of_a_record_of_the_admin_log(text: str, wanted: tuple[str, ...]):
    assert scopes(text) == wanted


def test_a_delegation_leads_to_what_its_scopes_open_and_to_the_administration_where_they_change_users():
    account = Node("gcp@main:service_account:ci", "principal", "ci")
    for given_, ends in (
        (("drive",), {"google_workspace@main:scope:drive"}),
        (("admin.directory.user",),
         {"google_workspace@main:scope:admin.directory.user", "google_workspace@main:administration"}),
        (("admin.directory.user.readonly",), {"google_workspace@main:scope:admin.directory.user.readonly"}),
    ):  # fmt: skip
        found = [edge for _, edge in delegated(account, "google_workspace@main", given_, "log")]
        assert {one.end for one in found if one.truth.answer is Answer.YES} == ends
        assert {one.end for one in found} - ends == {"google_workspace@main:people"}
        assert all(given_[0] in one.reason for one in found)


def test_a_role_that_no_list_has_is_told_as_not_evaluated(asked: Reach, world: SmallWorld):
    inventory = Keyroll.open(Path(world.path) / "home", now=NOW, create=False).inventory
    why = "not evaluated, because no list has its permissions: roles/pubsub.viewer"
    (risk,) = inventory.listed("posture", where="check_id = 'administrator' AND subject LIKE '%:k1'").rows
    assert (risk["answer"], risk["because"]) == ("unknown", why)
    (key,) = inventory.listed("credentials", where="id LIKE '%:k1'").rows
    assert key["reaches_because"] == why
    (note,) = asked.notes
    assert note == (
        "not evaluated in gcp@main: 1 of the privileges, which 1 of the principals have: they may reach more "
        "(roles/pubsub.viewer)"
    )
