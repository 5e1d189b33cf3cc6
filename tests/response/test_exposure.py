"""What an incident exposes, and why: what the vendor held in its window, and what was made with that."""

from pathlib import Path

import pytest

from keyroll.api import Keyroll
from keyroll.api._signing import scope
from keyroll.errors import UsageError
from keyroll.model.incident import ClosingPolicy, Grade, Item
from keyroll.proof.evidence.log import EvidenceLog
from keyroll.response.campaign import Status
from keyroll.store.ledger.lease import this_process
from small_world import (
    CLOUDFLARE,
    JIRA,
    OKTA,
    SmallWorld,
    account,
    app,
    at,
    audited,
    case_file,
    iso,
    key,
    key_id,
    makes_key,
    person,
    token,
)

pytestmark = pytest.mark.long

BEGINS, ENDS = at("09-28"), at("10-18", "23:59")
BOT = f"{CLOUDFLARE}:access_service_token:id-bot"


@pytest.fixture
def world(tmp_path: Path) -> SmallWorld:
    return SmallWorld(tmp_path)


def opened(world: SmallWorld, vendor: str = "Okta") -> Status:
    return world.sync().incidents.open("breach", vendor=vendor, begins=BEGINS, ends=ENDS, policy=ClosingPolicy.EXPORTS)


def reasons(status: Status) -> dict[str, list[str]]:
    return {one.item.identifier: [reason.kind for reason in one.item.reason] for one in status.standings}


def exposed(status: Status) -> set[str]:
    return set(reasons(status))


# What was held -------------------------------------------------------------------------------------------------


def test_each_way_of_holding(world: SmallWorld):
    for day in ("09-22", "10-06"):
        world.apps(day, app("aws", access_key="ONE"), app("edge", client_id="bot"), app("jira", login="svc"))
        world.keys(day, key("ONE"), key("TWO"), key("SIX"))
        world.tokens(day, token("bot"), token("file"), token("said"), token("other"))
        world.jira(day, account("svc"), account("else"))
    files = [case_file("7", "TWO", uploaded=iso("10-02"), clients=("file",)), case_file("8")]
    world.survey(OKTA, "10-06", "support_case_files", *files)
    world.register("10-06", {"vendor": "okta", "system": "cloudflare", "credential": "said"})
    status = opened(world)
    assert reasons(status) == {
        key_id("ONE"): ["held"],
        key_id("TWO"): ["held"],
        BOT: ["held"],
        f"{CLOUDFLARE}:access_service_token:id-file": ["held"],
        f"{CLOUDFLARE}:access_service_token:id-said": ["registered"],
        f"{JIRA}:account:svc": ["held"],
    }
    found = {one.item.identifier: one.item for one in status.standings}
    (held,) = found[key_id("TWO")].reason
    assert held.text == "Okta held it: support case file case 7"
    assert found[key_id("TWO")].first_exposed_at == at("10-02", "12:00")
    assert found[BOT].name == "bot"


def test_another_vendor_exposes_nothing_of_this_one(world: SmallWorld):
    world.apps("10-06", app("aws", access_key="ONE"))
    world.keys("10-06", key("ONE"))
    assert exposed(opened(world, "Snowflake")) == set()


def test_two_reasons_are_both_told(world: SmallWorld):
    world.apps("10-06", app("aws", access_key="ONE"))
    world.survey(OKTA, "10-06", "support_case_files", case_file("7", "ONE", uploaded=iso("10-02")))
    world.keys("10-06", key("ONE"))
    assert reasons(opened(world)) == {key_id("ONE"): ["held", "held"]}


@pytest.mark.parametrize(
    ("sights", "expected"),
    [
        ({"09-15": "ONE", "10-25": "TWO"}, {"ONE", "TWO"}),
        ({"09-15": "ONE", "10-20": "ONE", "10-25": "TWO"}, {"ONE"}),
        ({"09-15": "ONE", "09-22": "TWO", "10-20": "TWO"}, {"TWO"}),
        ({"09-22": "ONE", "10-06": "TWO", "10-20": "SIX"}, {"ONE", "TWO", "SIX"}),
        ({"09-22": "ONE", "10-06": None, "10-20": None}, {"ONE"}),
        ({"09-15": None, "10-20": None, "10-25": "ONE"}, set()),
        ({"10-25": "ONE"}, {"ONE"}),
    ],
    ids=[
        "held until some day in or after the window, and another one since some day",
        "held before and after it, changed later",
        "changed before it",
        "changed in it, and perhaps once more before its end",
        "emptied in it",
        "filled after it",
        "first seen after it, nobody knows since when",
    ],
)
def test_when_it_was_held(world: SmallWorld, sights: dict[str, str | None], expected: set[str]):
    for day, held in sights.items():
        world.apps(day, app("aws", access_key=held) if held else app("aws"))
        world.keys(day, key("ONE"), key("TWO"), key("SIX"))
    assert exposed(opened(world)) == {key_id(one) for one in expected}


def test_what_was_made_after_the_window_was_not_held_in_it(world: SmallWorld):
    """The first survey comes after the breach: the successors are stored by then, in old applications."""
    world.apps("10-25", app("old", access_key="OLD"), app("aws", access_key="NEW"), app("jira", login="svc-2"))
    world.keys("10-25", key("OLD"), key("NEW", created=iso("10-20")))
    world.jira("10-25", account("svc-2"))
    world.log(JIRA, "audit", audited("User created", "svc-2", at("10-21")))
    assert exposed(opened(world)) == {key_id("OLD")}


@pytest.mark.parametrize("source", [JIRA, "confluence@main"])
def test_an_account_that_was_held_in_the_window_and_made_anew_later(world: SmallWorld, source: str):
    """A log of its making, by whomever, does not take back that the vendor was seen to hold it."""
    world.jira("10-06", account("svc"))
    world.apps("10-06", app("jira", login="svc"))
    world.log(source, "audit", audited("User created", "svc", at("10-21")))
    assert exposed(opened(world)) == {f"{JIRA}:account:svc"}


def test_an_account_of_the_same_name_made_elsewhere_after_the_window(world: SmallWorld):
    """The first survey comes late; that Confluence made such an account says nothing of that of Jira."""
    world.jira("10-25", account("svc"))
    world.apps("10-25", app("jira", login="svc"))
    world.log("confluence@main", "audit", audited("User created", "svc", at("10-21")))
    assert exposed(opened(world)) == {f"{JIRA}:account:svc"}


def test_an_application_made_after_the_window(world: SmallWorld):
    world.apps("10-20", app("aws", access_key="ONE", created=iso("10-19")))
    world.keys("10-20", key("ONE"))
    assert exposed(opened(world)) == set()


def test_a_partial_read_does_not_show_that_it_came_later(world: SmallWorld):
    for day in ("10-06", "10-20", "10-27"):
        world.keys(day, key("ONE"))
    world.apps("10-06", app("aws"))
    world.apps("10-20", *(app(f"other-{number}") for number in range(200)))  # a full page: another one may follow
    world.apps("10-27", app("aws", access_key="ONE"))
    status = opened(world)
    assert exposed(status) == {key_id("ONE")}
    assert "first seen on 2023-10-27" in status.standings[0].item.reason[0].text


@pytest.mark.long
@pytest.mark.parametrize(
    ("uploaded", "seen", "expected"),
    [
        (iso("08-01"), ("09-22",), True),
        (iso("10-17"), ("10-20",), True),
        (iso("10-17"), ("10-20", "11-03"), True),
        (iso("10-19"), ("10-20",), False),
        ("", ("10-06",), True),
        ("", ("10-20",), True),
        ("", ("10-27",), False),
    ],
    ids=[
        "long before",
        "in the window, seen after it",
        "seen again much later",
        "after the window",
        "no time, seen in the window",
        "no time, and no read that shows that it came later",
        "no time, and a complete read after the window that does not have it",
    ],
)
def test_support_case_files(world: SmallWorld, uploaded: str, seen: tuple[str, ...], expected: bool):
    world.keys("10-06", key("ONE"))
    for day in ("09-22", "10-06", "10-20", "10-27", "11-03"):
        found = [case_file("7", "ONE", uploaded=uploaded)] if day in seen else []
        world.survey(OKTA, day, "support_case_files", case_file("1"), *found)
    assert exposed(opened(world)) == ({key_id("ONE")} if expected else set())


def test_what_is_held_and_on_no_list_is_in_scope(world: SmallWorld):
    world.apps("10-06", app("aws", access_key="SHADOW"))
    world.keys("10-06", key("ONE"))
    status = opened(world)
    (one,) = status.open_items
    assert one.item.identifier == key_id("SHADOW")
    assert one.judgement.why == "not_seen"


def test_a_login_of_a_person_is_that_persons_matter(world: SmallWorld):
    world.people("10-06", person("ann"))
    world.jira("10-06", account("ann", mail="ann@a.example"), account("svc"))
    world.apps("10-06", app("jira", login="svc"), app("jira-too", login="ann"))
    assert exposed(opened(world)) == {f"{JIRA}:account:svc"}


def test_an_account_of_which_nobody_knows_whose_it_is_stays_in_scope(world: SmallWorld):
    world.jira("10-06", account("ann", mail="ann@a.example"))
    world.apps("10-06", app("jira", login="ann"))
    assert exposed(opened(world)) == {f"{JIRA}:account:ann"}


# What was made with it -----------------------------------------------------------------------------------------


def test_the_closure_goes_over_rounds_and_ends_with_the_window(world: SmallWorld):
    world.apps("10-06", app("aws", access_key="ONE"))
    every = ("ONE", "CHILD", "GRANDCHILD", "LATE", "EARLY", "OTHER", "OTHERS")
    world.keys("10-27", *(key(name) for name in every))
    world.trail(
        makes_key(iso("09-20"), "ONE", "EARLY", "1"),
        makes_key(iso("10-08"), "ONE", "CHILD", "2"),
        makes_key(iso("10-09"), "CHILD", "GRANDCHILD", "3"),
        makes_key(iso("10-19"), "CHILD", "LATE", "4"),
        makes_key(iso("10-10"), "OTHER", "OTHERS", "5"),
    )
    status = opened(world)
    assert reasons(status) == {
        key_id("ONE"): ["held"],
        key_id("CHILD"): ["derived"],
        key_id("GRANDCHILD"): ["derived"],
    }
    (reason,) = next(one.item.reason for one in status.standings if one.item.identifier == key_id("GRANDCHILD"))
    assert reason.identifier == key_id("CHILD")
    assert reason.text == f"made with {key_id('CHILD')}, which was exposed"


def test_a_refused_making_makes_nothing(world: SmallWorld):
    world.apps("10-06", app("aws", access_key="ONE"))
    world.keys("10-06", key("ONE"))
    world.trail(makes_key(iso("10-08"), "ONE", "CHILD", "1") | {"errorCode": "AccessDenied"})
    assert exposed(opened(world)) == {key_id("ONE")}


def test_made_with_two_that_were_exposed(world: SmallWorld):
    """Both makers are named, and the earlier time counts."""
    world.apps("10-06", app("aws", access_key="ONE"), app("aws-2", access_key="TWO"))
    world.keys("10-06", key("ONE"), key("TWO"), key("CHILD"))
    world.trail(makes_key(iso("10-09"), "ONE", "CHILD", "1"), makes_key(iso("10-08"), "TWO", "CHILD", "2"))
    (child,) = [one.item for one in opened(world).standings if one.item.identifier == key_id("CHILD")]
    assert {reason.identifier for reason in child.reason} == {key_id("ONE"), key_id("TWO")}
    assert child.first_exposed_at == at("10-08", "12:00")


# The scope is only ever widened --------------------------------------------------------------------------------


def reopened(world: SmallWorld) -> tuple[Keyroll, Status]:
    keyroll = world.sync()
    return keyroll, keyroll.incidents.status("breach")


def test_an_item_that_was_kept_stays_in_scope(world: SmallWorld):
    """A later complete read shows that it came after the window; it was reported once, and stays."""
    world.keys("10-06", key("ONE"), key("TWO"))
    world.apps("10-27", app("aws", access_key="ONE"))
    assert exposed(opened(world)) == {key_id("ONE")}
    world.apps("10-20", app("aws"))
    _, status = reopened(world)
    assert exposed(status) == {key_id("ONE")}
    assert reasons(status)[key_id("ONE")] == ["held"]


def test_new_evidence_widens_it(world: SmallWorld):
    world.keys("10-06", key("ONE"), key("TWO"))
    world.apps("10-06", app("aws", access_key="ONE"))
    opened(world)
    world.survey(OKTA, "10-20", "support_case_files", case_file("7", "TWO", uploaded=iso("10-02")))
    keyroll, status = reopened(world)
    assert exposed(status) == {key_id("ONE"), key_id("TWO")}
    assert len(keyroll.home.ledger.items("breach")) == 1  # reading alone keeps nothing
    keyroll.incidents.prove("breach")
    assert len(keyroll.home.ledger.items("breach")) == 2


def test_a_person_widens_it(world: SmallWorld):
    world.keys("10-06", key("ONE"))
    world.tokens("10-06", token("bot"))
    world.apps("10-06", app("aws", access_key="ONE"))
    opened(world)
    keyroll = world.sync()
    keyroll.incidents.widen("breach", "cloudflare@*:access_client_id:bot.access", because="sent by mail", by="ann")
    found = reasons(keyroll.incidents.status("breach"))
    assert found == {key_id("ONE"): ["held"], BOT: ["widened"]}


def test_an_item_goes_on_under_the_id_of_today(world: SmallWorld):
    """Held by its client id alone; a later survey of the issuer says which token that is."""
    client = "cloudflare@*:access_client_id:bot.access"
    world.keys("10-06", key("ONE"))
    world.apps("10-06", app("edge", client_id="bot"))
    assert exposed(opened(world)) == {client}
    for day in ("10-06", "10-20"):
        world.tokens(day, token("bot"))
    for day in ("10-27", "11-03", "11-10"):
        world.tokens(day)
    keyroll, status = reopened(world)
    assert exposed(status) == {BOT}
    assert not status.open_items
    assert {one.identifier for one in keyroll.home.ledger.items("breach")} == {client}
    keyroll.incidents.prove("breach")
    assert exposed(keyroll.incidents.status("breach")) == {BOT}


def test_an_item_of_which_the_roll_knows_nothing_stays_open(world: SmallWorld):
    world.keys("10-06", key("ONE"))
    opened(world)
    keyroll = world.sync()
    lost = Item("breach", "slack@main:api_token:9", "old", "api_token", "slack@main", ())
    with keyroll.home.ledger.hold(this_process("test")) as ledger:
        scope(keyroll.home, EvidenceLog.open(keyroll.home, ledger), "breach", [lost])
    (one,) = keyroll.incidents.status("breach").open_items
    assert (one.item.identifier, str(one.judgement.verdict), str(one.judgement.why)) == (
        lost.identifier,
        "unknown",
        "not_seen",
    )


def test_a_window_upside_down_is_refused(world: SmallWorld):
    world.keys("10-06", key("ONE"))
    with pytest.raises(UsageError):
        world.sync().incidents.open("breach", vendor="Okta", begins=ENDS, ends=BEGINS)


def test_a_word_is_counted_and_closes_nothing(world: SmallWorld):
    world.tokens("10-06", token("bot"))
    world.register(
        "10-06", {"vendor": "Okta", "system": "cloudflare", "credential": "bot", "note": "believed unused"}
    )  # fmt: skip
    status = opened(world)
    (one,) = status.open_items
    assert one.words == "believed unused"
    assert status.proofs[Grade.D] == 1
