"""The posture of a small company: one page that is true and can be acted on, the rows behind it, and OCSF."""

import json
from pathlib import Path

import jsonschema
import pytest
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

from keyroll.api import Keyroll
from keyroll.clock import iso
from keyroll.posture.contract import RISKS
from keyroll.posture.judge import checks
from keyroll.posture.summary import Posture
from keyroll.report.compliance import compliance_finding
from keyroll.report.plain import WIDTH, lines
from keyroll.report.posture import page
from small_world import ACCOUNT, AWS, LONG_AGO, NOW, SmallWorld, account, app, call, case_file, key, key_id, person

ISSUER = "token.actions.githubusercontent.com"
#: A page of A4 at ten points holds about this many lines.
ONE_PAGE = 80


def role(name: str, subject: str) -> dict[str, object]:
    condition = {"StringLike": {f"{ISSUER}:sub": subject}, "StringEquals": {f"{ISSUER}:aud": "sts.amazonaws.com"}}
    trust = {
        "Effect": "Allow",
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{ISSUER}"},
        "Condition": condition,
    }
    return {"RoleName": name, "CreateDate": LONG_AGO, "AssumeRolePolicyDocument": {"Statement": [trust]}}


READS_OBJECTS = {
    "PolicyName": "AmazonS3ReadOnlyAccess",
    "Arn": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
    "PolicyVersionList": [
        {
            "IsDefaultVersion": True,
            "Document": {
                "Version": "2012-10-17",
                "Statement": [{"Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": "*"}],
            },
        }
    ],
}


def user(name: str, *policies: str) -> dict[str, object]:
    attached = [{"PolicyName": one, "PolicyArn": f"arn:aws:iam::aws:policy/{one}"} for one in policies]
    return {
        "UserName": name,
        "Arn": f"arn:aws:iam::{ACCOUNT}:user/{name}",
        "CreateDate": LONG_AGO,
        "GroupList": [],
        "AttachedManagedPolicies": attached,
        "UserPolicyList": [],
    }


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Keyroll:
    """A key with administrator powers in a vendor's hands, a service account with a password, two roles, strays."""
    world = SmallWorld(tmp_path_factory.mktemp("company"))
    world.keys("11-20", key("ONE"), key("TWO"))
    users = [user("user-ONE", "AdministratorAccess"), user("user-TWO", "AmazonS3ReadOnlyAccess")]
    roles = [role("deploy", "repo:ours/app:*"), role("open", "repo:*")]
    details = {"UserDetailList": users, "RoleDetailList": roles, "GroupDetailList": [], "Policies": [READS_OBJECTS]}
    world.survey(AWS, "11-20", "account_authorization_details", details)
    world.people("11-20", person("ann"))
    world.apps("11-20", app("chat", access_key="ONE"))
    world.survey("okta@main", "11-20", "support_case_files", case_file("77", "TWO"))
    world.jira("11-20", account("ci"), account("ann", mail="ann@a.example"))
    world.register(
        "11-20", {"vendor": "Snyk", "system": "aws", "credential": "never-heard-of", "owner": "ann@a.example"}
    )
    world.trail(
        call("GetObject", "2023-11-20T10:00:00Z", "ONE", "1", userAgent="Mozilla/5.0 (X11)"),
        call("GetObject", "2023-11-20T11:00:00Z", "LOST", "2"),
    )
    return world.sync()


def answers(company: Keyroll, check: str) -> dict[str, str]:
    rows = company.inventory.listed("posture", where=f"check_id = '{check}' AND subject IS NOT NULL").rows
    return {str(row["subject"]): str(row["answer"]) for row in rows}


def test_what_is_said_of_a_small_company(company: Keyroll) -> None:
    one, two, ci = key_id("ONE"), key_id("TWO"), "jira@main:account:ci"
    assert answers(company, "vendor_admin") == {one: "yes", two: "no"}
    assert answers(company, "administrator")[ci] == "unknown"
    assert answers(company, "machine_password") == {one: "no", two: "no", ci: "yes", key_id("LOST"): "no"}
    assert answers(company, "browser")[one] == "yes"
    assert answers(company, "case_files")[two] == "yes"
    assert answers(company, "idle")[two] == "unknown"
    assert answers(company, "trust_subject") == {f"{AWS}:role:deploy": "no", f"{AWS}:role:open": "yes"}
    assert set(answers(company, "trust_audience").values()) == {"no"}
    assert answers(company, "unregistered_vendor") == {"Okta": "yes"}


def test_what_does_not_fit_is_in_one_list(company: Keyroll) -> None:
    rows = company.inventory.listed("strays").rows
    found = {(row["what"], row["name"]) for row in rows}
    assert ("used but never issued", "AKIALOST") in found
    assert ("written down but not in the inventory", "never-heard-of") in found
    assert ("used by a person", "AKIAONE") in found or ("used by a person", "user-ONE") in found
    assert all(row["because"] for row in rows)


def told(posture: Posture) -> list[str]:
    return [text for text, _ in lines(page(posture))]


def test_the_page_is_one_page_that_names_risk_owner_step_and_what_is_not_known(company: Keyroll) -> None:
    posture = company.inventory.posture()
    screen = told(posture)
    assert len(screen) <= ONE_PAGE
    assert max(map(len, screen)) <= WIDTH
    text = " ".join(" ".join(screen).split())
    assert all(f"{nhi} {title}" in text for nhi, title in RISKS.items())
    assert "owned by nobody" in text
    assert "A third party holds administrator privileges" in text
    assert "keyroll sync --scan PATH" in text
    assert "8.6.3" in text or "8.2.7?" in text


@pytest.mark.long
def test_every_number_of_the_page_opens(company: Keyroll) -> None:
    posture = company.inventory.posture()
    for risk in posture.risks:
        rows = company.inventory.listed("posture", where=f"nhi = '{risk.nhi}' AND subject IS NOT NULL").rows
        said: dict[object, set[object]] = {}
        for row in rows:
            said.setdefault(row["subject"], set()).add(row["answer"])
        assert risk.yes == sum("yes" in one for one in said.values())
        assert risk.no == sum(one == {"no"} for one in said.values())
        assert risk.yes + risk.no + risk.unknown == len(said)
        for found in risk.checks:
            assert found.yes == sum(row["check_id"] == found.check.id and row["answer"] == "yes" for row in rows)


def test_a_risk_that_nobody_could_look_at_is_not_fine(tmp_path: Path) -> None:
    world = SmallWorld(tmp_path)
    world.people("11-20", person("ann"))
    posture = world.sync().inventory.posture()
    assert posture.credentials == 0
    text = " ".join(told(posture))
    assert "Insecure cloud trust: nothing was read" in text
    assert {step.unlock for step in posture.steps} <= {check.unlock for check in checks().values()}


def test_every_answer_is_an_ocsf_compliance_finding(company: Keyroll) -> None:
    schema = OcsfJsonSchemaEmbedded(get_ocsf_schema("1.8.0"))
    valid = jsonschema.Draft202012Validator(schema.get_class_schema("compliance_finding"))
    rows = company.inventory.listed("posture").rows
    seen = set()
    for row in rows:
        document = json.loads(json.dumps(compliance_finding(row, NOW)))
        assert document.pop("schema_version") == 1
        valid.validate(document)
        status = {"yes": 3, "no": 1, "unknown": 0}[str(row["answer"])]
        assert document["compliance"]["status_id"] == status
        assert document["metadata"]["uid"] not in seen
        seen.add(document["metadata"]["uid"])
    assert {row["answer"] for row in rows} == {"yes", "no", "unknown"}


def test_the_same_moment_gives_the_same_answers(company: Keyroll) -> None:
    again = Keyroll.open(company.home.path, now=NOW)
    assert again.inventory.listed("posture").rows == company.inventory.listed("posture").rows
    assert iso(again.inventory.posture().at) == iso(NOW)
    assert again.inventory.posture() == company.inventory.posture()
