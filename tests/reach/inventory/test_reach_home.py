"""The graph of a home: from a third party over gateway, administrator, app and host to the code, and back."""

import json

import pytest

from keyroll.api import Keyroll
from keyroll.api.reaching import Reach
from keyroll.detection.hunted import Hunted
from keyroll.detection.publish import publish
from keyroll.errors import NothingToDo, UsageError
from keyroll.model.finding import Evidence, Finding, Severity, Story
from keyroll.reach.changes import sentences
from reach.aws.accounts import dump, role, statement, trust, user
from small_world import AWS, NOW, SmallWorld, account, at, iso, key, token

GATE = "cloudflare@main:access_service_token:id-gate"
CODE = "bitbucket@main:data"


def passed(domain: str, name: str = "gate") -> str:
    return json.dumps({
        "Action": "login", "Allowed": True, "AppDomain": domain, "AppUUID": "a", "Connection": "service_token",
        "Country": "nl", "CreatedAt": iso("11-01"), "Email": "", "IPAddress": "198.51.100.9",
        "PurposeJustificationPrompt": "", "PurposeJustificationResponse": "", "RayID": "c32fff729c536537",
        "TemporaryAccessApprovers": [], "TemporaryAccessDuration": 0, "UserUID": f"id-{name}",
    })  # fmt: skip


def member(group: str, *names: str):
    return {
        "self": f"https://jira.a.example/rest/api/2/group/member?groupname={group}&startAt=0&maxResults=50",
        "maxResults": 50, "startAt": 0, "total": len(names), "isLast": True, "values": [account(one) for one in names],
    }  # fmt: skip


def archive(name: str, address: str) -> str:
    return (
        f'{address} | https | o@1A2x1x1x1 | {name} | 2023-11-02 10:00:00,000 | "GET /rest/api/latest/projects/A/repos/'
        'a/archive HTTP/1.1" | "" "curl/7.61.1" | 200 | 0 | 38179 | - | 1599 | - |'
    )


def repository_user(name: str, number: int):
    return {
        "name": name, "emailAddress": f"{name}@a.example", "active": True, "displayName": name.title(), "id": number,
        "slug": name, "type": "NORMAL",
    }  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    made = SmallWorld(tmp_path_factory.mktemp("reach"))
    made.tokens("10-20", token("gate"), token("idle"))
    made.jira("10-20", account("svc-sheet"), account("svc-idle"))
    made.survey("jira@main", "10-20", "group_members", member("jira-administrators", "svc-sheet"))
    users = {"size": 1, "limit": 25, "isLastPage": True, "start": 0, "values": [repository_user("svc-git", 1)]}
    made.survey("bitbucket@main", "10-20", "users", users)
    made.register("10-20", {"vendor": "Sheet", "system": "jira", "credential": "svc-sheet", "kind": "account"})
    hosts = [
        ("jira-01", "10.30.0.12", "jira@main"),
        ("git-01", "10.30.0.14", "bitbucket@main"),
        ("far", "10.9.0.1", ""),
    ]
    made.table(
        "register@main", "10-20", "hosts", [dict(zip(("host", "address", "runs"), one, strict=True)) for one in hosts]
    )
    made.log("cloudflare@main", "access", passed("jira.a.example"))
    made.log("bitbucket@main", "access", archive("svc-git", "10.30.0.12"), ending="log")
    made.keys("10-20", key("ONE", "ann"), key("TWO", "eve"))
    admins = ("arn:aws:iam::aws:policy/AdministratorAccess",)
    made.survey(AWS, "10-20", "account_authorization_details", dump(
        users=[user("ann", statement("iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction")) | TIMES,
               user("eve", statement("s3:ListBucket")) | TIMES],
        roles=[role("power", trust(Service="lambda.amazonaws.com"), attached=admins) | TIMES],
    ) | {"IsTruncated": False})  # fmt: skip
    made.sync()
    return made


TIMES = {"CreateDate": "2020-01-01T00:00:00Z", "Path": "/", "UserId": "AIDA", "RoleId": "AROA"}


@pytest.fixture(scope="module")
def asked(world: SmallWorld) -> Reach:
    return Reach.of(Keyroll.open(world.path / "home", now=NOW, create=False).home, [CODE])


def kinds(asked: Reach, nodes) -> list[str]:
    return [asked.graph.node_kinds[asked.graph.node_kind[one]] for one in nodes]


def test_a_gateway_token_leads_over_the_administrator_and_the_host_to_the_code(asked: Reach):
    ways = [way for way, _ in asked.paths(GATE, CODE, 9)]
    assert kinds(asked, ways[0]) == [
        "credential", "site", "sign-in", "credential", "group", "administration", "code", "host", "credential",
        "resource",
    ]  # fmt: skip
    assert [asked.graph.names[one] for one in ways[0]][-4:] == ["app in jira@main", "jira-01", "svc-git",
                                                                "repositories of bitbucket@main"]  # fmt: skip


def test_what_nobody_read_is_possible_and_no_more(asked: Reach):
    reached = asked.falls(GATE)
    sure = {asked.graph.ids[one] for one in reached.nodes[reached.certain].tolist()}
    assert sure == {GATE, "site:jira.a.example"}
    assert CODE in {asked.graph.ids[one] for one in reached.nodes.tolist()}


def test_a_credential_that_leads_nowhere_reaches_nothing(asked: Reach):
    assert len(asked.falls("cloudflare@main:access_service_token:id-idle").nodes) == 1
    assert "host:far" not in {asked.graph.ids[one] for one in asked.falls(GATE).nodes.tolist()}


def test_the_cut_closes_every_way_and_says_what_to_do(asked: Reach):
    cut = asked.cut(GATE)
    assert cut.possible
    assert sentences(asked.graph, cut) == ["do not let gate pass the gateway to jira.a.example"]
    lost, before, after = asked.what_if(GATE, f"take {GATE} out of site:jira.a.example")
    assert asked.graph.place[CODE] in lost
    assert (before, after) == (1, 0)


def test_a_third_party_and_the_ways_around_the_hardware_key(asked: Reach):
    ((protected, classes),) = asked.bypasses()
    assert protected.because == "declared"
    entered = {asked.graph.ids[one] for each in classes for one in each.entries}
    assert {"third_party:Sheet", GATE, "bitbucket@main:account:svc-git", "jira@main:account:svc-sheet"} <= entered
    assert "cloudflare@main:access_service_token:id-idle" not in entered
    lost, before, after = asked.what_if(None, "require phishing-resistant bitbucket@main:data")
    assert not lost
    assert before > after == 0


def test_a_user_who_can_pass_a_role_reaches_the_administration_of_the_account(asked: Reach):
    ways = asked.paths("aws@*:access_key_id:AKIAONE", f"{AWS}:administration", 1)
    assert [asked.graph.names[one] for one in ways[0][0]][2:] == ["power", f"administration of {AWS}"]
    assert not asked.paths("aws@*:access_key_id:AKIATWO", f"{AWS}:administration", 1)


def told(subject: str, when: str) -> Finding:
    evidence = Evidence(at("11-01", when), "jira@main", "audit", f"e-{when}", "0" * 64, 1)
    return Finding("keyroll.x", "x", subject, Severity.HIGH, at("11-02"), "x", (evidence,))


def test_what_an_intruder_could_reach_grows_with_what_he_holds(asked: Reach, world: SmallWorld):
    home = Keyroll.open(world.path / "home", now=NOW).home
    with pytest.raises(NothingToDo, match="no hunt was kept"):
        asked.story(home, "a")
    findings = (
        told("zeek@main:host:10.9.0.1", "10:00"), told(GATE, "11:00"), told("bitbucket@main:account:svc-git", "12:00"),
        told("nobody@main:account:unknown", "13:00"), told(GATE, "14:00"),
    )  # fmt: skip
    subjects = tuple(dict.fromkeys(one.subject for one in findings))
    publish(home, Hunted(findings, (Story("abc", Severity.HIGH, findings, subjects, ()),)))
    steps = asked.story(home, "ab")
    held = [[asked.graph.ids[node] for node in one.held.nodes] for one in steps]
    assert held == [["host:far"], [GATE], ["bitbucket@main:account:svc-git"], []]
    assert [one.held.at.hour for one in steps] == [10, 11, 12, 13]
    code = asked.graph.place[CODE]
    reached = [dict(one.reached) for one in steps]
    assert not reached[0]
    assert reached[1][code] is False, "a step on the way needs a password"
    assert reached[2] == {code: True}, "who holds the account reaches it surely"
    assert not reached[3]
    with pytest.raises(UsageError, match="no story of the last hunt begins with 'x'"):
        asked.story(home, "x")


def test_narrower_policies_are_a_change(asked: Reach):
    user = f"{AWS}:user:ann"
    lost, _, _ = asked.what_if(user, f"narrow {user}")
    assert asked.graph.place[f"{AWS}:administration"] in lost
    with pytest.raises(UsageError, match="nothing to narrow"):
        asked.what_if(None, f"narrow {GATE}")


def test_names_and_changes_that_mean_nothing_are_refused(asked: Reach):
    for wrong in ("nobody", "sign"):
        with pytest.raises(UsageError, match="nothing is called"):
            asked.falls(wrong)
    with pytest.raises(UsageError, match="is no change"):
        asked.what_if(None, "do something")
    with pytest.raises(UsageError, match="no step leads"):
        asked.what_if(None, f"segment {GATE} from {CODE}")
