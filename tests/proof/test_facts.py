"""What is gathered about a credential before it is judged: most of all, which failure is a refusal."""

import json
from pathlib import Path

import pytest

from keyroll.intake.view import events_view
from keyroll.inventory.published import open_inventory
from keyroll.model.probe import Attempt, Outcome, ValueRole
from keyroll.proof.facts import CredentialFacts, gather
from small_world import (
    AWS,
    CLOUDFLARE,
    JIRA,
    SmallWorld,
    account,
    at,
    audited,
    call,
    iso,
    jira_line,
    key,
    key_id,
    passage,
    report,
    token,
)

pytestmark = pytest.mark.long

UNTIL = at("10-18", "23:59")
BOT, SVC = f"{CLOUDFLARE}:access_service_token:id-bot", f"{JIRA}:account:svc"


@pytest.fixture
def world(tmp_path: Path) -> SmallWorld:
    return SmallWorld(tmp_path)


def gathered(world: SmallWorld, *ids: str, ours: tuple[Attempt, ...] = ()) -> dict[str, CredentialFacts]:
    home = world.sync().home
    with home.session() as session:
        assert open_inventory(session, home)
        events_view(session, home.lake)
        return gather(session, dict.fromkeys(ids, UNTIL), ours)


def outcomes(facts: CredentialFacts) -> tuple[list[str], list[str]]:
    return [f"{one.at:%m-%d}" for one in facts.uses], [f"{one.at:%m-%d}" for one in facts.refusals]


def test_a_denied_right_is_no_refused_key(world: SmallWorld):
    """AccessDenied is said to one who signed in well."""
    world.keys("10-20", key("ONE"))
    world.trail(
        call("GetObject", iso("10-20"), "ONE", "1"),
        call("ListUsers", iso("10-21"), "ONE", "2", service="iam", error="AccessDenied"),
    )
    assert outcomes(gathered(world, key_id("ONE"))[key_id("ONE")]) == (["10-20"], [])


def test_a_missing_page_is_no_refused_account(world: SmallWorld):
    world.jira("10-20", account("svc"))
    statuses = {"10-19": 200, "10-20": 404, "10-21": 403, "10-22": 500, "10-23": 401}
    lines = [jira_line("svc", at(day, "12:00"), status) for day, status in statuses.items()]
    world.log(JIRA, "access", *lines, ending="log")
    assert outcomes(gathered(world, SVC)[SVC]) == (["10-19"], ["10-23"])


def test_a_failed_sign_in_is_a_refusal(world: SmallWorld):
    world.tokens("10-20", token("bot"))
    world.log(
        CLOUDFLARE,
        "access",
        passage("bot", iso("10-19"), "1"),
        passage("bot", iso("10-25"), "2", allowed=False),
        passage("bot", iso("10-26"), "3", allowed=False),
    )
    assert outcomes(gathered(world, BOT)[BOT]) == (["10-19"], ["10-25", "10-26"])


def test_use_while_it_was_exposed_is_no_use_since(world: SmallWorld):
    world.keys("10-20", key("ONE"))
    world.trail(call("GetObject", iso("10-01"), "ONE", "1"), call("GetObject", "2090-01-01T00:00:00Z", "ONE", "2"))
    assert outcomes(gathered(world, key_id("ONE"))[key_id("ONE")]) == ([], [])


def test_the_ends_of_each_run_are_kept(world: SmallWorld):
    world.tokens("10-20", token("bot"))
    allowed = {"10-20": True, "10-21": True, "10-22": True, "10-23": False, "10-24": True, "10-25": False}
    world.log(
        CLOUDFLARE, "access", *(passage("bot", iso(day), day, allowed=yes) for day, yes in allowed.items())
    )  # fmt: skip
    assert outcomes(gathered(world, BOT)[BOT]) == (["10-20", "10-22", "10-24"], ["10-23", "10-25"])


def test_only_the_list_of_the_issuer_shows_it(world: SmallWorld):
    """The credential report is no list of keys: a sight there is none, and its reads are no reads of the list."""
    world.keys("10-20", key("ONE", "bob"))
    for day in ("10-20", "10-27", "11-03"):
        world.table(AWS, day, "credential_report", [report("bob")])
    facts = gathered(world, key_id("ONE"))[key_id("ONE")]
    assert [one.at for one in facts.sights] == [at("10-20")]
    assert [one.at for one in facts.reads] == [at("10-20")]
    assert facts.listed


def test_a_successor_was_made_for_the_same_purpose_after_the_exposure(world: SmallWorld):
    world.keys("10-20", key("OLD", "bob"), key("NEW", "bob", created=iso("10-19")), key("ELSE", created=iso("10-19")))
    world.tokens("10-20", token("bot"), token("bot 2", created=iso("10-19")), token("net", created=iso("10-19")))
    found = gathered(world, key_id("OLD"), key_id("NEW"), BOT)
    assert found[key_id("OLD")].successor == key_id("NEW")
    assert found[key_id("NEW")].successor == ""
    assert found[BOT].successor == f"{CLOUDFLARE}:access_service_token:id-bot 2"


def test_all_that_a_survey_says_of_a_token(world: SmallWorld):
    old = "previous_client_secret_expires_at"
    world.tokens("10-20", token("bot"))
    world.tokens("10-27", token("bot", version=2, **{old: iso("11-26")}, expires_at=iso("12-31")))
    rotated = {
        "ID": "1",
        "When": iso("10-26"),
        "ActionType": "rotate",
        "ActionResult": True,
        "ActorID": "a",
        "ActorEmail": "ann@a.example",
        "ResourceType": "access.service_token",
        "ResourceID": "id-bot",
    }
    world.log(CLOUDFLARE, "audit", json.dumps(rotated))
    facts = gathered(world, BOT)[BOT]
    assert [one.generation for one in facts.sights] == [1, 2]
    assert facts.sights[1].old_value_until == at("11-26", "12:00")
    assert facts.sights[1].expires == at("12-31", "12:00")
    assert facts.in_place
    assert [(one.act, one.at) for one in facts.acts] == [("value_changed", at("10-26", "12:00"))]


def test_only_the_issuer_says_what_became_of_it(world: SmallWorld):
    """Confluence signs its accounts in through Jira; a password of its own, under the same name, is another one."""
    world.jira("10-20", account("svc"))
    for source, day in (("confluence@main", "10-21"), (JIRA, "10-22")):
        world.log(source, "audit", audited("User password changed", "svc", at(day)))
    facts = gathered(world, SVC)[SVC]
    assert [(one.act, one.at) for one in facts.acts] == [("value_changed", at("10-22"))]


def test_what_is_on_no_list_has_no_facts(world: SmallWorld):
    world.keys("10-20", key("ONE"))
    facts = gathered(world, "aws@*:access_key_id:AKIANONE")["aws@*:access_key_id:AKIANONE"]
    assert not facts.listed
    assert not facts.sights
    assert not facts.unlistable_because


def test_our_own_tries_are_no_use_and_nobody_can_hide_among_them(world: SmallWorld):
    """Only a record with the mark of an attempt of that time is keyroll's: no similar name, no other day's mark."""
    world.keys("10-20", key("ONE"))
    mark, tried_at = "keyroll-00aa11bb22cc33dd44ee", at("10-21", "12:00")
    acts = [("10-21", mark), ("10-22", "keyroll-ffffffffffffffffffff"), ("10-23", mark), ("10-24", "Boto3/1.28")]
    world.trail(
        *(
            call("GetCallerIdentity", iso(day), "ONE", str(number)) | {"userAgent": f"{agent} md/x"}
            for number, (day, agent) in enumerate(acts)
        )
    )
    own = Attempt("1", "i", key_id("ONE"), ValueRole.OLD, "api", "v", "here", mark, tried_at, Outcome.ACCEPTED)
    assert outcomes(gathered(world, key_id("ONE"), ours=(own,))[key_id("ONE")])[0] == ["10-22", "10-24"]
    # Of a run of uses the ends are kept: if keyroll's attempts are not known, one of them is its beginning.
    assert outcomes(gathered(world, key_id("ONE"))[key_id("ONE")])[0] == ["10-21", "10-24"]
