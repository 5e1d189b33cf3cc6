"""Each reason for exposure alone: what it leads to, how sure it is, and what it must not lead to."""

import json
from pathlib import Path
from typing import Any

import pytest

from keyroll.api import Keyroll
from keyroll.model.incident import ClosingPolicy, Item
from keyroll.response.campaign import Status
from small_world import (
    AWS,
    CLOUDFLARE,
    JIRA,
    NOW,
    SmallWorld,
    account,
    at,
    call,
    iso,
    jira_line,
    key,
    key_id,
    makes_key,
    token,
)

pytestmark = pytest.mark.long

BEGINS, ENDS = at("09-28"), at("10-18", "23:59")
VAULT, GITHUB, GITLAB = "openbao@main", "github@main", "gitlab@main"
BUILD = f"{VAULT}:token_accessor:build"


@pytest.fixture
def world(tmp_path: Path) -> SmallWorld:
    return SmallWorld(tmp_path)


def opened(world: SmallWorld, *identifiers: str, vendor: str = "Nobody") -> Status:
    """Open an incident that begins with these identifiers."""
    keyroll = world.sync()
    state = keyroll.incidents.open("breach", vendor=vendor, begins=BEGINS, ends=ENDS, policy=ClosingPolicy.EXPORTS)
    for one in identifiers:
        state, _ = keyroll.incidents.widen("breach", one, because="stolen", by="ann")
    return state


def found(state: Status) -> dict[str, Item]:
    return {one.item.identifier: one.item for one in state.standings}


def why(state: Status) -> dict[str, tuple[str, bool]]:
    """The reason that counts of each item, and whether it is sure."""
    return {identifier: (one.why.kind, one.sure) for identifier, one in found(state).items() if one.why}


def looked_up(name: str, *policies: str) -> dict[str, Any]:
    return {
        "data": {
            "accessor": name,
            "creation_time": 1577934245,
            "creation_ttl": 0,
            "display_name": f"token-{name}",
            "entity_id": "",
            "expire_time": None,
            "issue_time": iso("01-01"),
            "path": "auth/token/create",
            "policies": list(policies),
            "type": "service",
        }
    }


def policy(name: str, path: str, *capabilities: str) -> dict[str, Any]:
    text = f'# ours\npath "{path}" {{\n  capabilities = {json.dumps(list(capabilities))}\n}}\n'
    return {"data": {"name": name, "policy": text}}


def stored(path: str, credential: str, updated: str) -> dict[str, Any]:
    data = {
        "created_time": iso("01-01"),
        "updated_time": updated,
        "current_version": 2,
        "versions": {},
        "custom_metadata": {"credential": credential},
    }
    return {"path": path, "data": data}


def vault(world: SmallWorld, day: str, *, tokens: list[Any], policies: list[Any], paths: list[Any]) -> None:
    for endpoint, pages in (("token_accessors", tokens), ("policies", policies), ("secret_metadata", paths)):
        if pages:
            world.survey(VAULT, day, endpoint, *pages)


def places(world: SmallWorld, day: str, *rows: tuple[str, str, str, str]) -> None:
    columns = ("system", "kind", "place", "credential")
    world.table("register@main", day, "places", [dict(zip(columns, row, strict=True)) for row in rows])


# What could be read ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def safe(tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    """A vault with four paths, and tokens of which more or less is known."""
    world = SmallWorld(tmp_path_factory.mktemp("vault"))
    where = {"IN": "secret/build/a", "OUT": "secret/builds", "LISTED": "secret/listed/a", "LIVE": "secret/live/a"}
    world.keys("10-06", *(key(one) for one in where))
    rules = [
        policy("build", "secret/data/build/*", "read"),
        policy("seen", "secret/data/listed/*", "list"),
        policy("any", "secret/data/+/a", "read"),
    ]
    tokens = [
        looked_up("build", "default", "build", "seen"),
        looked_up("named", "default", "unknown"),
        looked_up("bare", "default", "seen"),
        looked_up("any", "any"),
    ]
    paths = [stored(path, key_id(one), iso("09-01")) for one, path in where.items()]
    vault(world, "10-06", tokens=tokens, policies=rules, paths=paths)
    world.sync()
    return world


@pytest.mark.parametrize(
    ("token", "reached", "sure"),
    [
        ("build", "IN", True),
        ("named", "IN OUT LISTED LIVE", False),
        ("bare", "", True),
        ("any", "IN OUT LISTED LIVE", False),
    ],
    ids=[
        "by a path below which it reads",
        "a policy of which only the name is known may read everything",
        "what lists reads nothing, and the default policy neither",
        "a part of a path that may be any",
    ],
)
def test_what_a_policy_lets_one_read(safe: SmallWorld, token: str, reached: str, sure: bool):
    keyroll, start = Keyroll.open(safe.path / "home", now=NOW), f"{VAULT}:token_accessor:{token}"
    keyroll.incidents.open(token, vendor="Nobody", begins=BEGINS, ends=ENDS, policy=ClosingPolicy.EXPORTS)
    state, _ = keyroll.incidents.widen(token, start, because="stolen", by="ann")
    expected = {key_id(one): ("could_read", sure) for one in reached.split()}
    assert why(state) == {start: ("widened", True)} | expected
    for one in expected:
        assert [(step.start, step.to) for step in state.way(one)] == [(start, start), (start, one)]
        assert ("could read vault path" if sure else "may have been able to read") in found(state)[one].reason[0].text


def github_token(*, contents: str = "write") -> list[dict[str, Any]]:
    return [
        {
            "token_id": 7,
            "token_name": "bot",
            "owner": {"login": "bot"},
            "permissions": {"repository": {"contents": contents, "metadata": "read"}},
            "access_granted_at": iso("01-01"),
            "token_expired": False,
        }
    ]


@pytest.mark.parametrize(
    ("contents", "reached"), [("write", True), pytest.param("read", False, marks=pytest.mark.nightly)]
)
def test_who_may_push_a_workflow_may_have_read_its_secrets(world: SmallWorld, contents: str, reached: bool):
    world.keys("10-06", key("CI"))
    world.survey(GITHUB, "10-06", "personal_access_tokens", github_token(contents=contents))
    places(world, "10-06", (GITHUB, "actions_secret", "DEPLOY", key_id("CI")))
    expected = {f"{GITHUB}:token_id:7": ("widened", True)}
    assert why(opened(world, f"{GITHUB}:token_id:7")) == expected | (
        {key_id("CI"): ("could_read", False)} if reached else {}
    )


@pytest.mark.nightly
def test_a_place_that_was_empty_before_the_window(world: SmallWorld):
    """A complete read before the window no longer shows what people wrote down once."""
    world.keys("09-01", key("OLD"), key("NEW"))
    world.survey(GITHUB, "09-01", "personal_access_tokens", github_token())
    places(world, "09-01", (GITHUB, "actions_secret", "DEPLOY", key_id("OLD")))
    places(world, "09-20", (GITHUB, "actions_secret", "OTHER", key_id("NEW")))
    assert set(found(opened(world, f"{GITHUB}:token_id:7"))) == {f"{GITHUB}:token_id:7", key_id("NEW")}


# What was read ---------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_a_log_that_shows_a_ticket_opened_makes_it_sure(world: SmallWorld):
    svc = f"{JIRA}:account:svc"
    world.keys("10-06", key("READ"), key("THERE"))
    world.jira("10-06", account("svc"))
    rows = [("jira@main", "ticket", "OPS-1", key_id("READ")), ("jira@main", "ticket", "OPS-2", key_id("THERE"))]
    places(world, "10-06", *rows)
    lines = [
        jira_line("svc", at("10-07", "10:00"), what="GET /browse/OPS-1"),
        jira_line("svc", at("10-07", "11:00"), 403, what="GET /browse/OPS-2"),
        jira_line("svc", at("10-25", "11:00"), what="GET /browse/OPS-2"),
    ]
    world.log(JIRA, "access", *lines, ending="log")
    state = opened(world, svc)
    assert why(state)[key_id("READ")] == ("did_read", True)
    assert why(state)[key_id("THERE")] == ("could_read", False)
    read = found(state)[key_id("READ")].why
    assert read
    assert "opened ticket OPS-1 of jira@main on 2023-10-07, as the log shows" in read.text


@pytest.mark.nightly
def test_what_was_pasted_into_what_the_vendor_stored(world: SmallWorld):
    world.keys("10-06", key("PASTED"), key("ELSEWHERE"))
    rows = [
        ("scan@jira.cases", "ticket", "OPS-1", key_id("PASTED")),
        ("scan@wiki", "wiki_page", "A", key_id("ELSEWHERE")),
    ]
    places(world, "10-06", *rows)
    assert why(opened(world, vendor="Jira Data Center")) == {key_id("PASTED"): ("pasted", True)}


# What was made with it, and what shares something with it --------------------------------------------------------


def test_a_role_session_and_what_was_made_with_it(world: SmallWorld):
    world.keys("10-06", key("ONE"), key("CHILD"), key("LATE"))
    role = {"type": "AssumedRole", "accessKeyId": "ASIASESSION", "arn": "arn:aws:sts::1:assumed-role/admin/x"}
    assumed = call("AssumeRole", iso("10-08"), "ONE", "1", service="sts")
    assumed["responseElements"] = {"credentials": {"accessKeyId": "ASIASESSION"}}
    child = makes_key(iso("10-09"), "X", "CHILD", "2") | {"userIdentity": role}
    late = makes_key(iso("10-19"), "X", "LATE", "3") | {"userIdentity": role}
    world.trail(assumed, child, late)
    state = opened(world, key_id("ONE"))
    session = "aws@*:session_key:ASIASESSION"
    assert why(state) == {
        key_id("ONE"): ("widened", True),
        session: ("derived", True),
        key_id("CHILD"): ("derived", True),
    }
    assert [step.to for step in state.way(key_id("CHILD"))] == [key_id("ONE"), session, key_id("CHILD")]


PUBLIC = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJ1aWxkLWtleS1mb3ItdGVzdHMtMDEyMzQ1Njc4OTAx build"


def test_one_key_pair_at_two_issuers(world: SmallWorld):
    """The same public key lets its holder in at both: exposed at one, it is exposed at the other."""
    github = {"id": 1, "key": PUBLIC, "title": "a", "url": "https://api.github.com/repos/corp/a/keys/1"}
    github |= {"read_only": True, "added_by": "ann", "created_at": iso("01-01")}
    gitlab = {"id": 2, "title": "b", "key": PUBLIC, "created_at": iso("01-01")}
    other = gitlab | {"id": 3, "title": "c", "key": PUBLIC.replace("OTAx", "OTAy")}
    world.survey(GITHUB, "10-06", "deploy_keys", [github])
    world.survey(GITLAB, "10-06", "deploy_keys", [gitlab, other])
    one, two = f"{GITHUB}:deploy_key:1", f"{GITLAB}:deploy_key:2"
    assert why(opened(world, one)) == {one: ("widened", True), two: ("same_value", True)}


def test_another_credential_of_the_same_principal(world: SmallWorld):
    """Made for it in the window, or of the vendor's own machine: perhaps. That it merely exists shows nothing."""
    keys = [
        key("ONE", "svc"),
        key("BEFORE", "svc"),
        key("WITHIN", "svc", created=iso("10-09")),
        key("AFTER", "svc", created=iso("10-20")),
        key("OTHER", "else", created=iso("10-09")),
    ]
    world.keys("10-06", *keys[:2], keys[4])
    world.keys("10-27", *keys)
    assert why(opened(world, key_id("ONE"))) == {
        key_id("ONE"): ("widened", True),
        key_id("WITHIN"): ("same_principal", False),
    }


@pytest.mark.nightly
def test_the_vendors_own_machine(world: SmallWorld):
    world.keys(
        "10-06", key("ONE", "svc"), key("TWO", "svc"), key("NEW", "svc", created=iso("10-20")), key("X", "other")
    )
    world.register("10-06", {"vendor": "Okta", "system": "aws", "credential": "AKIAONE"})
    state = opened(world, vendor="Okta")
    assert why(state) == {key_id("ONE"): ("registered", True), key_id("TWO"): ("same_principal", False)}


@pytest.mark.nightly
def test_a_principal_stands_for_its_credentials(world: SmallWorld):
    world.keys("10-06", key("ONE", "svc"), key("TWO", "svc"), key("NEW", "svc", created=iso("10-20")))
    details = {
        "UserDetailList": [{"UserName": "svc", "CreateDate": iso("01-01"), "GroupList": [], "UserPolicyList": []}],
        "RoleDetailList": [], "GroupDetailList": [], "Policies": [], "IsTruncated": False,
    }  # fmt: skip
    world.survey(AWS, "10-06", "authorization_details", details)
    state = opened(world, f"{AWS}:user:svc")
    assert why(state) == {key_id(one): ("of_principal", False) for one in ("ONE", "TWO")}


# The order of a rotation -----------------------------------------------------------------------------------------


def rotated(world: SmallWorld, *, written: str, gone: str) -> Status:
    """A token reads a path; a new value is written there on one day, and from another day on the token is gone."""
    old, new = stored("secret/build/a", key_id("OLD"), iso("09-01")), stored("secret/build/a", key_id("NEW"), written)
    rules = [policy("build", "secret/data/build/*", "read")]
    for day in ("09-20", "10-20", "10-22", "10-24", "10-26", "10-28", "10-30", "11-01"):
        tokens = [looked_up("other", "default")] + ([looked_up("build", "build")] if day < gone else [])
        later = iso(day, "00:00") > written
        vault(world, day, tokens=tokens, policies=rules, paths=[new if later else old])
        world.keys(day, *([key("NEW", "svc", created=written)] if later else [key("OLD", "svc")]))
    return opened(world, BUILD)


@pytest.mark.long
def test_a_new_value_where_the_old_reader_could_still_read_it(world: SmallWorld):
    state = rotated(world, written=iso("10-21"), gone="10-26")
    new = found(state)[key_id("NEW")]
    assert why(state)[key_id("NEW")] == ("written", True)
    assert (new.first_exposed_at, new.last_exposed_at) == (at("10-21", "12:00"), at("10-21", "12:00"))
    assert new.why
    assert new.why.text.endswith("on 2023-10-21 12:00 while token-build could still read it")
    assert {one.item.identifier: str(one.judgement.verdict) for one in state.open_items} == {key_id("NEW"): "live"}


@pytest.mark.nightly
def test_nobody_knows_whether_the_reader_lived_by_then(world: SmallWorld):
    state = rotated(world, written=iso("10-21"), gone="10-22")
    assert why(state)[key_id("NEW")] == ("written", False)


@pytest.mark.nightly
def test_the_reader_was_dead_before(world: SmallWorld):
    state = rotated(world, written=iso("10-25"), gone="10-22")
    assert set(found(state)) == {BUILD, key_id("OLD")}
    assert not state.open_items


def test_a_value_that_is_changed_in_place_is_exposed_anew(world: SmallWorld):
    """The id stays, the value is new, and it too was in reach: what changed it before does not close the item."""
    bot = f"{CLOUDFLARE}:access_service_token:id-bot"
    rules = [policy("build", "secret/data/build/*", "read")]
    for day, version in (("09-20", 1), ("10-20", 2), ("10-22", 2), ("10-24", 2), ("10-26", 2)):
        path = stored("secret/build/a", bot, iso("09-01") if version == 1 else iso("10-19"))
        vault(world, day, tokens=[looked_up("build", "build")], policies=rules, paths=[path])
        world.tokens(day, token("bot", version=version))
    state = opened(world, BUILD)
    assert found(state)[bot].last_exposed_at == at("10-19", "12:00")
    assert bot in {one.item.identifier for one in state.open_items}


# People ----------------------------------------------------------------------------------------------------------


@pytest.mark.nightly
def test_what_nothing_knows_is_added_all_the_same(world: SmallWorld):
    world.keys("10-06", key("ONE"))
    opened(world)
    keyroll: Keyroll = world.sync()
    state, known = keyroll.incidents.widen("breach", key_id("GHOST"), because="in a mail", by="ann")
    assert (known, [str(one.judgement.why) for one in state.open_items]) == (False, ["not_seen"])
    assert keyroll.incidents.widen("breach", key_id("ONE"), because="in a mail", by="ann")[1]
