"""From export folders to the graph of a home, for systems that give privileges by name, and AWS organisations."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from keyroll.api import Keyroll
from keyroll.api.reaching import Reach
from reach.aws.accounts import dump, statement, user
from small_world import ACCOUNT, AWS, CLOUDFLARE, NOW, OKTA, SmallWorld, iso, person, token

GITHUB, GITLAB, BITBUCKET, ENTRA, GCP = "github@acme", "gitlab@main", "bitbucket@main", "entra@main", "gcp@main"
TIMES = {"CreateDate": "2020-01-01T00:00:00Z", "Path": "/", "UserId": "AIDA"}
DAY = "10-20"


def role(kind: str, who: str) -> dict[str, Any]:
    return {
        "id": f"r-{who}", "label": kind, "type": kind, "status": "ACTIVE", "created": iso("01-01"), "user": who,
        "assignmentType": "USER", "_links": {"assignee": {"href": f"https://a.okta.example/api/v1/users/{who}"}},
    }  # fmt: skip


def okta(world: SmallWorld) -> None:
    world.people(DAY, person("ann"), person("bob"))
    world.survey(OKTA, DAY, "user_roles", [role("ORG_ADMIN", "00uann")])
    world.survey(OKTA, DAY, "app_users", [{"app": "0oawiki", "id": "00ubob", "scope": "USER", "status": "ACTIVE"}])


def code(world: SmallWorld) -> None:
    flags = {"admin": False, "maintain": False, "push": True, "triage": True, "pull": True}
    people = {
        "repository": "acme/shop",
        "collaborators": [{"login": "dev", "permissions": flags, "role_name": "write"}],
    }
    world.survey(GITHUB, DAY, "collaborators", people)
    secret = {"name": "DB", "created_at": iso("01-01"), "updated_at": iso("01-01")}
    world.survey(
        GITHUB, DAY, "repository_secrets", {"repository": "acme/shop", "store": "Actions", "secrets": [secret]}
    )
    level = {"id": 4, "username": "dev", "access_level": 40, "state": "active"}
    world.survey(GITLAB, DAY, "project_members", {"of": "project 7", "path": "acme/shop", "members": [level]})
    granted = {"values": [{"user": {"name": "dev"}, "permission": "SYS_ADMIN"}], "isLastPage": True}
    world.survey(BITBUCKET, DAY, "global_permissions", granted)


def clouds(world: SmallWorld) -> None:
    sp = {"id": "sp-1", "appId": "app-1", "displayName": "sync", "servicePrincipalType": "Application",
          "accountEnabled": True, "passwordCredentials": [], "keyCredentials": []}  # fmt: skip
    world.survey(ENTRA, DAY, "service_principals", {"value": [sp]})
    given = {"id": "1", "principalId": "sp-1", "principalType": "ServicePrincipal", "resourceId": "g", "appRoleId": "x",
             "appRoleValue": "RoleManagement.ReadWrite.Directory"}  # fmt: skip
    world.survey(ENTRA, DAY, "app_roles", {"value": [given]})
    email = "ci@shop.iam.gserviceaccount.com"
    binding = {"role": "roles/resourcemanager.projectIamAdmin", "members": [f"serviceAccount:{email}"]}
    world.survey(GCP, DAY, "iam_policies", [{
        "resource": "//cloudresourcemanager.googleapis.com/projects/shop", "project": "projects/shop",
        "policy": {"bindings": [binding]},
    }])  # fmt: skip
    world.tokens(DAY, token("gate"))
    rule = {"decision": "non_identity", "include": [{"service_token": {"token_id": "id-gate"}}]}
    page = {"success": True, "result": [{"id": "a", "name": "Jira", "domain": "jira.a.example", "policies": [rule]}]}
    world.survey(CLOUDFLARE, DAY, "access_applications", page | {"result_info": {"page": 1, "total_pages": 1}})


def accounts(world: SmallWorld) -> None:
    body = dump(users=[user("root", statement("*")) | TIMES]) | {"IsTruncated": False}
    text = json.dumps(body).replace("111122223333", ACCOUNT)
    world.survey(AWS, DAY, "account_authorization_details", json.loads(text))
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    denies = {"Effect": "Deny", "Action": "secretsmanager:*", "Resource": "*"}
    world.survey(AWS, DAY, "organization_policies", {"Policies": [
        {"PolicySummary": {"Id": name, "Name": name, "Type": "SERVICE_CONTROL_POLICY"}, "Content": {"Statement": [one]},
         "Targets": [{"TargetId": where} for where in ("r-root", ACCOUNT)]}
        for name, one in (("p-all", everything), ("p-no", denies))
    ]})  # fmt: skip
    world.survey(AWS, DAY, "organization_accounts", {"Accounts": [{"Id": ACCOUNT, "Path": ["r-root"]}]})


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Reach:
    world = SmallWorld(tmp_path_factory.mktemp("homes"))
    for made in (okta, code, clouds, accounts):
        made(world)
    world.sync()
    reach = Reach.of(Keyroll.open(Path(world.path) / "home", now=NOW, create=False).home)
    assert not reach.faults
    return dataclasses.replace(reach, graph=reach.graph.certain)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (f"{OKTA}:user:00uann", f"{OKTA}:user:00ubob"),
        (f"{OKTA}:user:00uann", f"{OKTA}:app:0oawiki"),
        (f"{GITHUB}:user:dev", f"{GITHUB}:repository_secret:acme/shop/Actions/DB"),
        (f"{GITLAB}:user:4", f"{GITLAB}:pipeline:project 7"),
        (f"{BITBUCKET}:account:dev", f"{BITBUCKET}:administration"),
        (f"{ENTRA}:app_id:app-1", f"{ENTRA}:administration"),
        (f"{CLOUDFLARE}:access_service_token:id-gate", "site:jira.a.example"),
    ],
)
def test_what_exports_say_is_a_known_way(asked: Reach, start: str, end: str):
    assert end in {asked.graph.ids[one] for one in asked.falls(start).nodes.tolist()}


def test_an_organisation_limits_its_account(asked: Reach):
    got = {asked.graph.ids[one] for one in asked.falls(f"{AWS}:user:root").nodes.tolist()}
    assert f"{AWS}:objects" in got
    assert f"{AWS}:secrets" not in got


def test_deny_policies_that_were_not_read_make_a_binding_possible(asked: Reach):
    got = {
        asked.graph.ids[one]
        for one in asked.falls(f"{GCP}:service_account:ci@shop.iam.gserviceaccount.com").nodes.tolist()
    }
    assert f"{GCP}:place:projects/shop" not in got
