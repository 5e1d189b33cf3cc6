"""Measures the evaluation of one AWS account at several sizes: the steps of its principals, and the size of the graph.

The account is drawn by a seed: for each role four managed policies, a fifth as many users, services with names by
prefix, wildcards in actions and resources, boundaries, conditions, denials, and trust in services, in the account, and
in named roles. ``python bench/reach_account.py --roles 500 1000 2000 5000``
"""

import argparse
import cProfile
import json
import pstats
import random
import resource
import time
from pathlib import Path

from keyroll.model.json import Json
from keyroll.reach.aws.account import read_account
from keyroll.reach.aws.asking import Asking
from keyroll.reach.aws.steps import account_steps

NUMBER = "111122223333"
SERVICES = ("ec2", "lambda", "ecs-tasks", "glue", "codebuild", "states", "sagemaker", "batch")
#: Actions of a policy, and how many of a hundred policies have them.
ACTIONS = (
    (("s3:GetObject", "s3:PutObject", "s3:List*"), 30), (("sqs:*", "sns:Publish"), 15), (("dynamodb:*Item",), 12),
    (("logs:*", "cloudwatch:Put*"), 20), (("ec2:Describe*",), 8), (("secretsmanager:GetSecretValue",), 5),
    (("ssm:GetParameter*", "ssm:SendCommand"), 3), (("sts:AssumeRole",), 4), (("iam:PassRole", "lambda:*"), 2),
    (("iam:*",), 1),
)  # fmt: skip


def account(roles: int, seed: int = 1) -> Json:
    """Return one page of an account dump."""
    draw = random.Random(seed)
    teams = [f"team{n}" for n in range(max(4, roles // 25))]
    policies = [_policy(draw, n, draw.choice(teams)) for n in range(roles * 4)]
    arns = [str(one["Arn"]) for one in policies]
    names = [f"{draw.choice(teams)}-{'app' if draw.random() < 0.7 else 'job'}-{n}" for n in range(roles)]
    return {
        "UserDetailList": [_user(draw, n, arns) for n in range(roles // 5)],
        "RoleDetailList": [_role(draw, one, names, arns) for one in names],
        "GroupDetailList": [],
        "Policies": list(policies),
    }


def _policy(draw: random.Random, number: int, team: str) -> dict[str, Json]:
    (actions,) = draw.choices([one for one, _ in ACTIONS], [share for _, share in ACTIONS])
    service = actions[0].partition(":")[0]
    every = draw.random() < 0.08 or service in ("ec2", "logs")
    what = f"role/{team}-*" if service in ("iam", "sts") else f"{team}-*"
    statement: dict[str, Json] = {
        "Effect": "Allow", "Action": list(actions), "Resource": "*" if every else f"arn:aws:{service}::{NUMBER}:{what}",
    }  # fmt: skip
    if draw.random() < 0.05:
        statement["Condition"] = {"StringEquals": {"aws:ResourceTag/team": team}}
    statements: list[Json] = [statement]
    if draw.random() < 0.03:
        statements.append({"Effect": "Deny", "Action": "iam:*", "Resource": "*"})
    version: Json = {"VersionId": "v1", "IsDefaultVersion": True, "Document": _document(statements)}
    name = f"{team}-policy-{number}"
    return {"PolicyName": name, "Arn": f"arn:aws:iam::{NUMBER}:policy/{name}", "PolicyVersionList": [version]}


def _role(draw: random.Random, name: str, names: list[str], arns: list[str]) -> dict[str, Json]:
    luck = draw.random()
    who: Json = {"Service": f"{draw.choice(SERVICES)}.amazonaws.com"}
    if luck > 0.9:
        who = {"AWS": f"arn:aws:iam::{NUMBER}:root"}
    elif luck > 0.75:
        who = {"AWS": f"arn:aws:iam::{NUMBER}:role/{draw.choice(names)}"}
    found = _held(draw, "role", name, arns)
    found["AssumeRolePolicyDocument"] = _document([{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": who}])
    found["InstanceProfileList"] = [{"Arn": "x"}] if draw.random() < 0.3 else []
    return found


def _user(draw: random.Random, number: int, arns: list[str]) -> dict[str, Json]:
    return _held(draw, "user", f"user-{number}", arns) | {"GroupList": []}


def _held(draw: random.Random, kind: str, name: str, arns: list[str]) -> dict[str, Json]:
    chosen = draw.sample(arns, draw.choice((1, 2, 3, 4)))
    return {
        f"{kind.title()}Name": name, "Arn": f"arn:aws:iam::{NUMBER}:{kind}/{name}", "Tags": [],
        "AttachedManagedPolicies": [{"PolicyArn": one, "PolicyName": one.rpartition("/")[2]} for one in chosen],
        f"{kind.title()}PolicyList": [],
    }  # fmt: skip


def _document(statements: list[Json]) -> Json:
    return {"Version": "2012-10-17", "Statement": statements}


def measured(roles: int, *, profile: bool) -> dict[str, float]:
    """Return the seconds of processor time and the size for an account with so many roles."""
    page = account(roles)
    size = len(json.dumps(page)) / 1e6
    begun = time.process_time()
    read = read_account([page])
    after = time.process_time()
    watch = cProfile.Profile() if profile else None
    if watch:
        watch.enable()
    steps = account_steps(Asking(read, 1_790_000_000.0, keys={}), f"aws@{NUMBER}", "account dump")
    ended = time.process_time()
    if watch:
        watch.disable()
        pstats.Stats(watch).sort_stats("cumulative").print_stats(45)
    return {
        "roles": roles, "document_mb": round(size, 1), "read_s": round(after - begun, 2),
        "steps_s": round(ended - after, 2), "edges": len(steps.edges),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--roles", type=int, nargs="+", default=[500, 1000, 2000, 5000])
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    for roles in arguments.roles:
        found = measured(roles, profile=arguments.profile)
        print(json.dumps(found), flush=True)
        if arguments.out:
            with arguments.out.open("a") as file:
                file.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
