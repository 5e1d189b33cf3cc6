"""What policies allow in cases whose answers were written down before keyroll was asked (``rule_answers.yaml``)."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from accounts import ADMIN, NUMBER, arn, document, dump, group, policy, role, statement, trust, user

from keyroll.reach.aws.account import read_account
from keyroll.reach.aws.asking import Asking
from keyroll.reach.aws.steps import account_steps
from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.closure import falls

NOW = 1_796_256_000.0
VENDOR = "arn:aws:iam::999988887777:root"


def cases() -> list[Any]:
    text = (Path(__file__).parent / "rule_answers.yaml").read_text().replace("::N:", f"::{NUMBER}:")
    body = yaml.safe_load(text.replace(":N:", f":{NUMBER}:"))
    return [
        pytest.param(case, id=f"{topic} {at}: {case['why']}") for topic, some in body.items()
        for at, case in enumerate(some, 1)
    ]  # fmt: skip


def said(case: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        statement(*([one["a"]] if isinstance(one["a"], str) else one["a"]), effect=one.get("e", "Allow"),
                  resource=one.get("r", "*"), **({"Condition": one["c"]} if "c" in one else {}))
        for one in case.get("own", [])
    ]  # fmt: skip


def at_path(path: str, made: dict[str, Any]) -> dict[str, Any]:
    return made | {"Arn": arn("role", f"{path}/{made['RoleName']}")}


def world(case: dict[str, Any]) -> list[Any]:
    """An account with the starter, an administrator, roles of each sort, and resources in eu-west-1."""
    everybody = f"arn:aws:iam::{NUMBER}:root"
    whom = trust(AWS=everybody if case.get("local") else VENDOR)
    whom["Statement"][0]["Condition"] = case.get("trust", {})
    starter: list[Any] = [role("starter", trust(Service="ec2.amazonaws.com"), *said(case))]
    people = [user("boss", attached=(ADMIN,)), user("plain", statement("s3:ListBucket"))]
    if case.get("as") != "role":
        people.append(user("starter", *said(case), groups=("home",), Tags=[]))
        starter = []
    roles = [
        role("top", trust(Service="lambda.amazonaws.com", AWS=everybody), attached=(ADMIN,)),
        role("weak", trust(AWS=everybody), statement("s3:ListBucket")),
        role("far", trust(Service="glue.amazonaws.com"), statement("s3:ListBucket")),
        role("vendor", whom, statement("s3:ListBucket")),
        at_path("service-role", role("ordinary", trust(Service="glue.amazonaws.com"), attached=(ADMIN,))),
        at_path("aws-service-role/support.amazonaws.com",
                role("slr", trust(Service="support.amazonaws.com"), attached=(ADMIN,))),
        at_path("aws-reserved/sso.amazonaws.com",
                role("sso", trust(Federated=f"arn:aws:iam::{NUMBER}:saml-provider/x"), attached=(ADMIN,))),
    ]  # fmt: skip
    listed = [
        policy("loose", statement("s3:ListBucket")), policy("wide", statement("*")),
        policy("two", statement("s3:ListBucket"), more=statement("*")), policy("bound", statement("s3:*")),
        policy("of-crew", statement("s3:ListBucket")),
    ]  # fmt: skip
    groups = [group("home", statement("s3:ListBucket")), group("crew", attached=(arn("policy", "of-crew"),))]
    place = f"eu-west-1:{NUMBER}"
    owner = document({"Effect": "Allow", "Principal": {"AWS": everybody}, "Action": "kms:*", "Resource": "*"})
    return [
        dump(users=people, roles=[*starter, *roles], groups=groups, policies=listed),
        {"ResourceArn": f"arn:aws:lambda:{place}:function:fn", "Policy": None, "Role": arn("role", "top")},
        {"ResourceArn": f"arn:aws:secretsmanager:{place}:secret:pay-AbCdEf", "Policy": None, "KmsKeyId": None},
        {"ResourceArn": f"arn:aws:kms:{place}:key/k1", "Policy": owner, "Grants": []},
        {"ResourceArn": "arn:aws:s3:::logs", "Policy": None},
    ]  # fmt: skip


def answer(case: dict[str, Any]) -> str:
    steps = account_steps(Asking(read_account(world(case)), NOW, organisations={NUMBER: "o-own"}), "aws@1", "dump")
    graph = Graph.of(steps.nodes, steps.edges)
    start = graph.place.get(f"aws@1:{case.get('start') or case.get('as', 'user') + ':starter'}")
    if start is None:
        return "no"  # nobody outside is admitted
    reached = falls(graph, [start])
    end = f"aws@1:{case['to']}"
    if end in {graph.ids[int(node)] for node in reached.nodes[reached.certain]}:
        return "yes"
    return "possible" if end in {graph.ids[int(node)] for node in reached.nodes} else "no"


@pytest.mark.parametrize("case", cases())
def test_each_case_gets_the_answer_that_was_written_down(case: dict[str, Any]) -> None:
    assert answer(case) == case["answer"]
