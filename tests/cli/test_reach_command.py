"""``keyroll reach`` in this process: what it prints, and what it refuses."""

import json
from pathlib import Path

import pytest
from cli_run import Run

from reach.aws.accounts import dump, role, statement, trust, user
from reach.inventory.test_reach_home import TIMES
from small_world import AWS, SmallWorld, account, call, token


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = SmallWorld(tmp_path_factory.mktemp("reach_command"))
    made.tokens("10-20", token("gate"))
    made.jira("10-20", account("svc-sheet"))
    group = {
        "self": "https://jira.a.example/rest/api/2/group/member?groupname=jira-administrators&startAt=0&maxResults=50",
        "maxResults": 50, "startAt": 0, "total": 1, "isLast": True, "values": [account("svc-sheet")],
    }  # fmt: skip
    made.survey("jira@main", "10-20", "group_members", group)
    made.register("10-20", {"vendor": "Sheet", "system": "jira", "credential": "svc-sheet", "kind": "account"})
    made.sync()
    return made.path / "home"


def test_what_falls_and_by_which_way(keyroll: Run, home: Path):
    falls = keyroll("reach", "svc-sheet", home=home)
    assert falls.returncode == 0
    assert "administration of jira@main: it grants and revokes permissions there" in falls.stdout
    way = keyroll("reach", "Sheet", "jira@main:administration", home=home)
    assert "svc-sheet is in group:jira-administrators of jira@main" in way.stdout
    chart = keyroll("reach", "Sheet", "jira@main:administration", "--mermaid", home=home)
    assert chart.stdout.startswith("flowchart LR\n")


def test_every_screen_ends_with_one_next_command(keyroll: Run, home: Path):
    protect = ("--protect", "jira@main:administration")
    for arguments, following in (
        (("svc-sheet",), "keyroll reach svc-sheet jira@main:administration"),
        (("--to", "jira@main:administration"), "keyroll reach Sheet jira@main:administration"),
        (("Sheet", "jira@main:administration"), "keyroll reach --cut Sheet --protect jira@main:administration"),
        (("jira@main:administration", "Sheet"), "keyroll reach jira@main:administration"),
        (("--bypass", *protect), "keyroll reach --cut --protect jira@main:administration"),
        (("--cut", "Sheet"), "keyroll reach Sheet --what-if 'narrow "),
        (("Sheet", "--what-if", "revoke svc-sheet"), "keyroll reach --cut Sheet"),
    ):
        done = keyroll("reach", *arguments, home=home)
        last = done.stderr.splitlines()[-1]
        assert last.startswith(f"next: {following}"), (arguments, last)
        assert done.stderr.count("next:") == 1
    change = keyroll("reach", "--cut", "Sheet", home=home).stderr.split("--what-if '")[1].split("'")[0]
    assert keyroll("reach", "Sheet", "--what-if", change, home=home).returncode == 0


def test_an_empty_answer_has_what_was_looked_at(keyroll: Run, home: Path):
    way = keyroll("reach", "jira@main:administration", "gate", home=home)
    assert "No known path leads from administration of jira@main to gate: " in way.stdout
    assert " reach gate; looked at " in way.stdout.replace("\n", " ")
    assert "jira@main" in way.stdout.split("looked at")[1]
    idle = keyroll("reach", "jira@main:data", home=home)
    assert "nothing: looked at " in idle.stdout
    bare = keyroll("reach", "jira@main:administration", "gate", "--json", home=home)
    assert (bare.stdout, bare.returncode) == ("", 0)
    assert "No known path leads from" in bare.stderr
    around = keyroll("reach", "--bypass", "--protect", "gate", home=home)
    assert "without a phishing-resistant factor from any of " in around.stdout.replace("\n", " ")


def test_a_path_opens_to_the_statements_of_its_steps(keyroll: Run, tmp_path: Path):
    made = SmallWorld(tmp_path)
    passes = statement("iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction", Sid="Deploys")
    made.survey(AWS, "10-20", "account_authorization_details", dump(
        users=[user("ann", statement("s3:ListBucket"), passes) | TIMES],
        roles=[role("power", trust(Service="lambda.amazonaws.com"), statement("*")) | TIMES],
    ) | {"IsTruncated": False})  # fmt: skip
    made.sync()
    names = (f"{AWS}:user:ann", f"{AWS}:role:power")
    shown = " ".join(keyroll("reach", *names, home=made.path / "home").stdout.split())
    assert "rule: own, statement 2 (Deploys), inline policy of the user ann, in " in shown
    assert '"Sid":"Deploys"' in shown
    rows = [json.loads(one) for one in keyroll("reach", *names, "--json", home=made.path / "home").stdout.splitlines()]
    (own, trusted) = rows[0]["steps"][0]["rules"]
    assert json.loads(own["text"]) == passes
    assert (own["policy"], own["statement"], own["sid"], own["effect"]) == ("own", 2, "Deploys", "Allow")
    assert own["file"].endswith(".json")
    assert own["page"] == 1
    assert (trusted["policy"], trusted["statement"]) == ("trust policy", 1)
    for raw in (made.path / "home" / "raw").rglob("*"):
        if raw.is_file():
            raw.unlink()
    lost = keyroll("reach", *names, home=made.path / "home")
    assert "ann may make a function that runs as power" in lost.stdout
    assert f"the rules of the steps in {AWS} are not shown: " in lost.stderr


def test_objects_for_machines(keyroll: Run, home: Path):
    rows = [json.loads(one) for one in keyroll("reach", "svc-sheet", "--json", home=home).stdout.splitlines()]
    assert {one["kind"] for one in rows} == {"reached"}
    assert {"jira@main:administration", "jira@main:data"} <= {one["id"] for one in rows if one["certain"]}
    (cut,) = map(json.loads, keyroll("reach", "--cut", "Sheet", "--json", home=home).stdout.splitlines())
    assert cut["possible"]
    assert cut["changes"] == ["take Svc-Sheet out of jira-administrators of jira@main"]
    classes = [json.loads(one) for one in keyroll("reach", "--bypass", "--json", home=home).stdout.splitlines()]
    assert any("third_party:Sheet" in one["entries"] for one in classes)
    change = "take svc-sheet out of jira-administrators of jira@main"
    lost = keyroll("reach", "svc-sheet", "--what-if", change, "--json", home=home).stdout.splitlines()
    assert "jira@main:administration" in {json.loads(one)["id"] for one in lost}


def test_who_can_and_the_whole_graph(keyroll: Run, home: Path):
    who = keyroll("reach", "--to", "jira@main:administration", home=home)
    assert "Sheet" in who.stdout
    assert keyroll("reach", "--format", "csv", home=home).stdout.startswith("start,end,kind,")


@pytest.mark.parametrize("arguments", [(), ("a", "b", "c"), ("nobody",), ("--what-if", "dance"), ("a", "b", "--cut")])
def test_what_means_nothing_is_refused_with_a_hint(keyroll: Run, home: Path, arguments: tuple[str, ...]):
    done = keyroll("reach", *arguments, home=home)
    assert done.returncode == 2
    assert "next:" in done.stderr


def test_an_empty_home_is_nothing_to_look_at(keyroll: Run, tmp_path: Path):
    assert keyroll("reach", "x", home=tmp_path / "none").returncode == 3


THEN = ("--now", "2023-11-20")


@pytest.fixture(scope="module")
def account_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = SmallWorld(tmp_path_factory.mktemp("reach_narrow"))
    made.survey(AWS, "10-20", "account_authorization_details", dump(
        users=[user("user-deployer", statement("s3:*", "lambda:*", "iam:PassRole")) | TIMES],
    ) | {"IsTruncated": False})  # fmt: skip
    made.trail(
        call("UpdateFunctionCode20150331v2", "2023-10-19T08:00:00Z", "deployer", "1", service="lambda"),
        call("ListFunctions20150331", "2023-10-19T09:00:00Z", "deployer", "2", service="lambda"),
        call("DeleteBucket", "2023-10-19T10:00:00Z", "deployer", "3", error="AccessDenied"),
    )
    made.sync()
    return made.path / "home"


def test_a_policy_of_what_was_used(keyroll: Run, account_home: Path):
    done = keyroll("reach", "user-deployer", "--narrow", *THEN, home=account_home)
    (statement_left,) = json.loads(done.stdout)["Statement"]
    assert {"lambda:UpdateFunctionCode", "lambda:ListFunctions", "iam:passrole"} <= set(statement_left["Action"])
    assert not {"s3:*", "lambda:*", "s3:DeleteBucket"} & set(statement_left["Action"])
    assert "removed entitlements: lambda:*, s3:*" in done.stderr
    assert "the log begins 2023-10-19" in done.stderr
    shown = keyroll(
        "reach", "user-deployer", "--narrow", *THEN, "--data-events", "s3,lambda", "--json", home=account_home
    )
    (row,) = map(json.loads, shown.stdout.splitlines())
    assert row["policy"]["Statement"][0]["Action"] == [
        "iam:passrole", "lambda:ListFunctions", "lambda:UpdateFunctionCode",
    ]  # fmt: skip
    assert row["refused_calls"] == 1


def test_without_a_log_nothing_is_called_unused(keyroll: Run, account_home: Path):
    done = keyroll("reach", "user-deployer", "--narrow", "--window", "1d", *THEN, home=account_home)
    assert done.returncode == 3
    assert "nobody knows what is used" in done.stderr
    assert keyroll("reach", "nobody", "--narrow", home=account_home).returncode == 2
    assert keyroll("reach", "user-deployer", "--narrow", "--data-events", "s4", home=account_home).returncode == 2
